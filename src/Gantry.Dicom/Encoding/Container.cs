namespace Gantry.Dicom.Encoding;

/// <summary>What a parser is inside of.</summary>
internal enum ContainerKind : byte
{
    /// <summary>The data set or an item: elements follow.</summary>
    Elements,

    /// <summary>A sequence: items follow.</summary>
    Sequence,

    /// <summary>Encapsulated Pixel Data: fragments follow.</summary>
    Fragments,
}

/// <summary>One level of nesting and the encoding in force there.</summary>
internal struct Container
{
    public ContainerKind Kind;
    public bool IsExplicit;
    public bool IsBigEndian;

    /// <summary>The handler wants nothing from here.</summary>
    public bool IsQuiet;

    /// <summary>Content of an UN element, where explicit VR items occur against PS3.5 6.2.2.</summary>
    public bool IsUnknown;

    /// <summary>The length was declared: no delimiter follows.</summary>
    public bool HasLength;

    /// <summary>Pixel Representation is signed, here or in the data set around.</summary>
    public bool IsSigned;

    /// <summary>Private creators so far, by their own tags, where the encoding does not say VRs; null while there are none.</summary>
    public Dictionary<uint, string>? Creators;

    /// <summary>Where the innermost declared length around ends; long.MaxValue where there is none.</summary>
    public long Limit;

    /// <summary>Items or fragments so far; for elements the last tag.</summary>
    public uint Last;

    /// <summary>The sequence's or Pixel Data's own header.</summary>
    public ElementHeader Header;
}
