namespace Gantry.Archive.Compression;

/// <summary>An instance that could not be brought to a rule's transfer syntax: it stays as it is until a person has it tried again.</summary>
/// <param name="Reason">In words for a person.</param>
/// <param name="IsToBeRetried">Somebody has asked for another try.</param>
public sealed record CompressionFailure(string Rule, string Instance, string Study, string Reason, DateTimeOffset At, bool IsToBeRetried);
