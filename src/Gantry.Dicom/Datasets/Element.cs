namespace Gantry.Dicom.Datasets;

/// <summary>One element of a data set. Value bytes are as they were encoded (byte order of the data set's transfer syntax); they may be a view of a larger buffer.</summary>
public sealed class Element
{
    public required DicomTag Tag { get; init; }

    public required Vr Vr { get; init; }

    /// <summary>The value field without its length, padding included; empty for sequences and encapsulated Pixel Data.</summary>
    public ReadOnlyMemory<byte> Value { get; init; }

    public bool IsBigEndian { get; init; }

    /// <summary>The items of a sequence; null for any other element. A sequence hidden in UN of defined length is opened by <see cref="Dataset.GetItems"/> and <see cref="Reveal"/>.</summary>
    public IReadOnlyList<Dataset>? Items { get; init; }

    /// <summary>The fragments of encapsulated Pixel Data, the first being the Basic Offset Table (PS3.5 A.4); null for any other element.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>>? Fragments { get; init; }

    /// <summary>A sequence that is encoded with its length rather than a delimiter (PS3.5 7.5.2); kept so that it is written as it was read.</summary>
    public bool HasDefinedLength { get; init; }

    /// <summary>A sequence of undefined length that was encoded as UN, its items in implicit VR little endian (PS3.5 6.2.2); kept so that it is written as it was read.</summary>
    public bool IsUnknownVr { get; init; }

    public bool IsEmpty => Value.IsEmpty && Items is null or { Count: 0 } && Fragments is null;

    /// <summary>
    /// What an UN element is by the dictionary (PS3.5 6.2.2): a sequence with its items, or the same bytes, little endian, with the VR of the
    /// dictionary. The element itself where it is not UN, nothing more is known, or its bytes do not hold what they should.
    /// </summary>
    public Element Reveal() => UnknownElement.Reveal(this);
}
