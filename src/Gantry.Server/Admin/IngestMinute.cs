namespace Gantry.Server.Admin;

/// <summary>What came in within one minute, or since the server's start.</summary>
/// <param name="At">The minute's beginning.</param>
/// <param name="Stored">Instances that are new.</param>
/// <param name="Duplicates">Instances that were here already.</param>
/// <param name="Refused">Instances refused, in conflict or put aside.</param>
/// <param name="Bytes">Of the new ones.</param>
public sealed record IngestMinute(DateTimeOffset At, long Stored, long Duplicates, long Refused, long Bytes);
