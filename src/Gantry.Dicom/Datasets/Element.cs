namespace Gantry.Dicom.Datasets;

/// <summary>One element of a data set. Value bytes are as they were encoded (byte order of the data set's transfer syntax); they may be a view of a larger buffer.</summary>
public sealed class Element
{
    public required DicomTag Tag { get; init; }

    public required Vr Vr { get; init; }

    /// <summary>The value field without its length, padding included; empty for sequences and encapsulated Pixel Data.</summary>
    public ReadOnlyMemory<byte> Value { get; init; }

    public bool IsBigEndian { get; init; }

    /// <summary>The items of a sequence; null for any other element.</summary>
    public IReadOnlyList<Dataset>? Items { get; init; }

    /// <summary>The fragments of encapsulated Pixel Data, the first being the Basic Offset Table (PS3.5 A.4); null for any other element.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>>? Fragments { get; init; }

    public bool IsEmpty => Value.IsEmpty && Items is null or { Count: 0 } && Fragments is null;
}
