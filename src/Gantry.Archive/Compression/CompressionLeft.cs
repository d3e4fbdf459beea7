namespace Gantry.Archive.Compression;

/// <summary>Instances that a rule has looked at and left as they are, all for one reason.</summary>
/// <param name="Reason">In words for a person.</param>
/// <param name="Last">SOP Instance UID of the last one of them.</param>
public sealed record CompressionLeft(string Reason, long Count, string Last);
