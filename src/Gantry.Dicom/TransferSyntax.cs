namespace Gantry.Dicom;

/// <summary>How a data set is encoded (PS3.5 10 and Annex A). Unknown UIDs are treated as encapsulated explicit VR little endian (A.4).</summary>
public sealed class TransferSyntax
{
    private static readonly Dictionary<string, TransferSyntax> Known = new(StringComparer.Ordinal);

    public static readonly TransferSyntax ImplicitVrLittleEndian = Native("1.2.840.10008.1.2", "Implicit VR Little Endian", isExplicitVr: false);
    public static readonly TransferSyntax ExplicitVrLittleEndian = Native("1.2.840.10008.1.2.1", "Explicit VR Little Endian");
    public static readonly TransferSyntax ExplicitVrBigEndian = Native("1.2.840.10008.1.2.2", "Explicit VR Big Endian", isLittleEndian: false);
    public static readonly TransferSyntax DeflatedExplicitVrLittleEndian = Native("1.2.840.10008.1.2.1.99", "Deflated Explicit VR Little Endian", isDeflated: true);
    public static readonly TransferSyntax EncapsulatedUncompressed = Encapsulated("1.2.840.10008.1.2.1.98", "Encapsulated Uncompressed Explicit VR Little Endian");
    public static readonly TransferSyntax DeflatedImageFrame = Encapsulated("1.2.840.10008.1.2.8.1", "Deflated Image Frame Compression");
    public static readonly TransferSyntax RleLossless = Encapsulated("1.2.840.10008.1.2.5", "RLE Lossless");
    public static readonly TransferSyntax JpegBaseline = Encapsulated("1.2.840.10008.1.2.4.50", "JPEG Baseline (Process 1)", isLossy: true);
    public static readonly TransferSyntax JpegExtended = Encapsulated("1.2.840.10008.1.2.4.51", "JPEG Extended (Process 2 and 4)", isLossy: true);
    public static readonly TransferSyntax JpegLossless = Encapsulated("1.2.840.10008.1.2.4.57", "JPEG Lossless, Non-Hierarchical (Process 14)");
    public static readonly TransferSyntax JpegLosslessSv1 = Encapsulated("1.2.840.10008.1.2.4.70", "JPEG Lossless, Non-Hierarchical, First-Order Prediction");
    public static readonly TransferSyntax JpegLsLossless = Encapsulated("1.2.840.10008.1.2.4.80", "JPEG-LS Lossless");
    public static readonly TransferSyntax JpegLsNearLossless = Encapsulated("1.2.840.10008.1.2.4.81", "JPEG-LS Lossy (Near-Lossless)", isLossy: true);
    public static readonly TransferSyntax Jpeg2000Lossless = Encapsulated("1.2.840.10008.1.2.4.90", "JPEG 2000 (Lossless Only)");
    public static readonly TransferSyntax Jpeg2000 = Encapsulated("1.2.840.10008.1.2.4.91", "JPEG 2000", isLossy: true);
    public static readonly TransferSyntax HtJ2kLossless = Encapsulated("1.2.840.10008.1.2.4.201", "High-Throughput JPEG 2000 (Lossless Only)");
    public static readonly TransferSyntax HtJ2kLosslessRpcl = Encapsulated("1.2.840.10008.1.2.4.202", "High-Throughput JPEG 2000 with RPCL Options (Lossless Only)");
    public static readonly TransferSyntax HtJ2k = Encapsulated("1.2.840.10008.1.2.4.203", "High-Throughput JPEG 2000", isLossy: true);
    public static readonly TransferSyntax JpegXlLossless = Encapsulated("1.2.840.10008.1.2.4.110", "JPEG XL Lossless");
    public static readonly TransferSyntax JpegXlRecompression = Encapsulated("1.2.840.10008.1.2.4.111", "JPEG XL JPEG Recompression", isLossy: true);
    public static readonly TransferSyntax JpegXl = Encapsulated("1.2.840.10008.1.2.4.112", "JPEG XL", isLossy: true);

    private TransferSyntax(string uid, string name)
    {
        Uid = uid;
        Name = name;
    }

    public string Uid { get; }
    public string Name { get; }
    public bool IsExplicitVr { get; private init; }
    public bool IsLittleEndian { get; private init; }

    /// <summary>Pixel Data is a sequence of fragments (PS3.5 A.4).</summary>
    public bool IsEncapsulated { get; private init; }

    /// <summary>The whole data set is a raw deflate stream (PS3.5 A.5).</summary>
    public bool IsDeflated { get; private init; }

    /// <summary>The compression may lose information.</summary>
    public bool IsLossy { get; private init; }

    /// <summary>False for a UID that this table does not hold.</summary>
    public bool IsKnown { get; private init; } = true;

    /// <summary>The syntax of a UID; one that is not known is taken as encapsulated explicit VR little endian, as PS3.5 A.4 requires of every compressed syntax.</summary>
    public static TransferSyntax FromUid(string uid) =>
        Known.TryGetValue(uid, out TransferSyntax? known)
            ? known
            : new TransferSyntax(uid, uid) { IsExplicitVr = true, IsLittleEndian = true, IsEncapsulated = true, IsKnown = false };

    public static IReadOnlyCollection<TransferSyntax> All => Known.Values;

    public override string ToString() => Name;

    private static TransferSyntax Native(string uid, string name, bool isExplicitVr = true, bool isLittleEndian = true, bool isDeflated = false) =>
        Known[uid] = new TransferSyntax(uid, name) { IsExplicitVr = isExplicitVr, IsLittleEndian = isLittleEndian, IsDeflated = isDeflated };

    private static TransferSyntax Encapsulated(string uid, string name, bool isLossy = false) =>
        Known[uid] = new TransferSyntax(uid, name) { IsExplicitVr = true, IsLittleEndian = true, IsEncapsulated = true, IsLossy = isLossy };
}
