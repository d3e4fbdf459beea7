using Microsoft.Extensions.Logging;

namespace Gantry.Settings;

/// <summary>What is logged to standard output. Never patients' data, at any level.</summary>
public sealed record LogOptions
{
    /// <summary>Lowest level of Gantry's own messages: Trace, Debug, Information, Warning, Error or None. Default Information.</summary>
    public LogLevel Level { get; init; } = LogLevel.Information;

    /// <summary>Lowest level of the messages of the libraries below. Default Warning.</summary>
    public LogLevel LibraryLevel { get; init; } = LogLevel.Warning;

    /// <summary>One JSON object a line instead of text, for log collectors. Default false.</summary>
    public bool Json { get; init; }
}
