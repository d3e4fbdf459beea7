namespace Gantry.Server.DicomWeb.Multipart;

/// <summary>What hostile multipart bodies meet. Bodies of parts have no limit here: they are streamed.</summary>
public sealed record MultipartLimits
{
    public static MultipartLimits Default { get; } = new();

    /// <summary>Longest preamble before the first boundary, in bytes. Default 64 KiB.</summary>
    public int MaxPreambleBytes { get; init; } = 64 * 1024;

    /// <summary>Longest header block of a part, in bytes. Default 16 KiB.</summary>
    public int MaxHeaderBytes { get; init; } = 16 * 1024;

    /// <summary>Parts in one body. Default 100,000.</summary>
    public int MaxParts { get; init; } = 100_000;
}
