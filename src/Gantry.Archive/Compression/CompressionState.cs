namespace Gantry.Archive.Compression;

/// <summary>How far a rule is.</summary>
/// <param name="Cursor">Number of the last change that it is done with; -1 for a rule that has not begun: it begins with what comes from then on.</param>
/// <param name="Compressed">Instances that it has brought to its transfer syntax.</param>
/// <param name="Left">Instances that it looked at and left as they are.</param>
/// <param name="BytesBefore">Of the compressed ones, as they were.</param>
/// <param name="BytesAfter">Of the compressed ones, as they are.</param>
/// <param name="Error">Why it cannot go on at the moment, in words for a person; null when it can.</param>
public sealed record CompressionState(long Cursor, long Compressed, long Left, long BytesBefore, long BytesAfter, string? Error);
