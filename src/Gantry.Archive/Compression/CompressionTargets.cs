using Gantry.Dicom;
using Gantry.Dicom.Dictionary;
using Gantry.Imaging.Compression;

namespace Gantry.Archive.Compression;

/// <summary>The transfer syntaxes that rules may store in.</summary>
public static class CompressionTargets
{
    /// <summary>By UID. Those that may or may not lose something, at the encoder's choice, are left out where a lossless or lossy one of the same kind says which.</summary>
    public static IReadOnlyList<TransferSyntax> All { get; } =
    [
        .. TransferSyntax.All
            .Where(s => s == TransferSyntax.ExplicitVrLittleEndian || (s.IsEncapsulated && s != TransferSyntax.HtJ2k && s != TransferSyntax.JpegXlRecompression && FrameCodecs.CanEncode(s)))
            .OrderBy(s => s.Uid, StringComparer.Ordinal),
    ];

    /// <summary>What instances may be stored in that rules touch at all, by UID.</summary>
    public static IReadOnlyList<TransferSyntax> Sources { get; } = [.. TransferSyntax.All.Where(FrameCodecs.IsLossless).OrderBy(s => s.Uid, StringComparer.Ordinal)];

    /// <summary>Null for what is not one of them.</summary>
    public static TransferSyntax? Find(string uid) => All.FirstOrDefault(s => s.Uid == uid);

    /// <summary>The keyword of a Transfer Syntax UID; the UID itself where it has none.</summary>
    public static string KeywordOf(string uid) => UidDictionary.All.FirstOrDefault(e => e.Uid == uid)?.Keyword is { Length: > 0 } keyword ? keyword : uid;

    /// <summary>The UID of a transfer syntax, from its UID or keyword; null where it is neither.</summary>
    public static string? UidOf(string word) =>
        TransferSyntax.FromUid(word).IsKnown ? word
        : UidDictionary.All.FirstOrDefault(e => e.Type == "Transfer Syntax" && string.Equals(e.Keyword, word, StringComparison.OrdinalIgnoreCase))?.Uid;
}
