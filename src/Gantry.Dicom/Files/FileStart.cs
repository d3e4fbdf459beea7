using Gantry.Dicom.Dictionary;
using Gantry.Dicom.Encoding;

namespace Gantry.Dicom.Files;

/// <summary>Where meta information and data set lie in a file, and the transfer syntax (PS3.10 7.1). One of Syntax, NeedsMore and Error is set.</summary>
internal readonly record struct FileStart(int MetaOffset, int DatasetOffset, TransferSyntax? Syntax, bool NeedsMore, DicomError? Error, string? Deviation)
{
    private const int PrefixOffset = 128;
    private const int MaxMetaBytes = 1024 * 1024;

    private static ReadOnlySpan<byte> Prefix => "DICM"u8;

    /// <summary>128 zero bytes and the prefix.</summary>
    public static ReadOnlySpan<byte> Preamble => PreambleBytes;

    private static readonly byte[] PreambleBytes = [.. new byte[PrefixOffset], .. Prefix];

    public static FileStart Find(ReadOnlySpan<byte> start, bool isWhole)
    {
        if (start.Length < PrefixOffset + Prefix.Length && !isWhole)
        {
            return More;
        }

        const int MetaStart = PrefixOffset + 4;
        if (start.Length >= MetaStart && start[PrefixOffset..MetaStart].SequenceEqual(Prefix))
        {
            if (start.Length < MetaStart + SyntaxRecognition.Needed && !isWhole)
            {
                return More;
            }

            // Lenient: in a bare data set the letters of the prefix may stand within a value, PS3.10 7.1.
            return IsMeta(start[MetaStart..]) || SyntaxRecognition.Recognise(start) is null
                ? FindEnd(start, MetaStart, isWhole, deviation: null)
                : WithoutMeta(start, 0, 0, "no File Meta Information");
        }

        // Lenient: files that start with the prefix, with group 0002 or with the data set itself (ACR-NEMA, older workstations), PS3.10 7.1.
        return start.StartsWith(Prefix) ? FindEnd(start, Prefix.Length, isWhole, "no preamble before the prefix DICM")
            : IsMeta(start) ? FindEnd(start, 0, isWhole, "neither preamble nor prefix DICM")
            : WithoutMeta(start, 0, 0, "no File Meta Information");
    }

    private static FileStart More => new(0, 0, null, true, null, null);

    private static bool IsMeta(ReadOnlySpan<byte> bytes) => bytes is [0x02, 0x00, _, _, _, _, _, _, ..];

    /// <summary>Passes over the elements of group 0002; the group length (0002,0000) is often wrong and not needed.</summary>
    private static FileStart FindEnd(ReadOnlySpan<byte> bytes, int metaOffset, bool isWhole, string? deviation)
    {
        int at = metaOffset;
        string? syntaxUid = null;
        while (true)
        {
            ReadOnlySpan<byte> rest = bytes[at..];
            if (rest.Length < 12 && !isWhole)
            {
                return More;
            }

            if (!IsMeta(rest))
            {
                return syntaxUid is null
                    ? WithoutMeta(bytes, metaOffset, at, "File Meta Information without Transfer Syntax UID")
                    : new FileStart(metaOffset, at, TransferSyntax.FromUid(syntaxUid), false, null, deviation);
            }

            if (!RawHeader.TryDecode(rest, isExplicit: true, isBigEndian: false, out RawHeader header))
            {
                return Failed(DicomErrorKind.Truncated, at, "the file ends within its meta information");
            }

            if (header.Length > MaxMetaBytes || at + header.Size + header.Length > MaxMetaBytes)
            {
                return Failed(DicomErrorKind.ValueTooLong, at, $"meta information of more than {MaxMetaBytes} bytes");
            }

            int size = header.Size + (int)header.Length;
            if (size > rest.Length)
            {
                return isWhole ? Failed(DicomErrorKind.Truncated, at, "the file ends within its meta information") : More;
            }

            if (header.Tag == Tags.TransferSyntaxUID)
            {
                syntaxUid = System.Text.Encoding.Latin1.GetString(rest[header.Size..size].TrimEnd(" \0"u8));
            }

            at += size;
        }
    }

    private static FileStart WithoutMeta(ReadOnlySpan<byte> bytes, int metaOffset, int offset, string deviation)
    {
        TransferSyntax? seen = SyntaxRecognition.Recognise(bytes[offset..]);
        return seen is not null ? new FileStart(metaOffset, offset, seen, false, null, $"{deviation}; read as {seen.Name}")
            : metaOffset < offset ? Failed(DicomErrorKind.MissingMeta, offset, "no Transfer Syntax UID (0002,0010), and the data set does not show its encoding")
            : Failed(DicomErrorKind.NotDicom, 0, "neither a PS3.10 file nor the start of a data set");
    }

    private static FileStart Failed(DicomErrorKind kind, int offset, string detail) => new(0, 0, null, false, new DicomError(kind, offset, "", detail), null);
}
