using System.Buffers.Binary;
using Gantry.Dicom;

namespace Gantry.Server.DicomWeb.Store;

/// <summary>The transfer syntax of pixel data that comes under a media type (PS3.18 tables 8.7.3-4 and 8.7.3-5).</summary>
internal static class BulkSyntax
{
    /// <summary>Bytes of a frame that tell which process made it.</summary>
    public const int HeadBytes = 64 * 1024;

    /// <summary>
    /// What the part says, else what its first bytes say where a media type has several syntaxes, else the media type's default. Null when it is none that pixel data
    /// is stored in.
    /// </summary>
    public static TransferSyntax? Of(BulkPart part, ReadOnlySpan<byte> head)
    {
        if (part.TransferSyntaxUid is { } uid)
        {
            TransferSyntax named = TransferSyntax.FromUid(uid);
            return named == TransferSyntax.ExplicitVrLittleEndian || (named.IsKnown && named.IsEncapsulated) ? named : null;
        }

        return part.MediaType switch
        {
            "application/octet-stream" => TransferSyntax.ExplicitVrLittleEndian,
            "image/jpeg" => Jpeg(head),
            "image/jls" or "image/x-jls" => IsNearLossless(head) ? TransferSyntax.JpegLsNearLossless : TransferSyntax.JpegLsLossless,
            "image/jp2" or "image/j2c" => IsCodestream(head) ? IsReversible(head) ? TransferSyntax.Jpeg2000Lossless : TransferSyntax.Jpeg2000 : null,
            "image/jphc" => IsCodestream(head) ? IsReversible(head) ? TransferSyntax.HtJ2kLossless : TransferSyntax.HtJ2k : null,
            "image/dicom-rle" or "image/x-dicom-rle" => TransferSyntax.RleLossless,
            "image/jxl" => TransferSyntax.JpegXlLossless,
            "video/mpeg" => TransferSyntax.FromUid("1.2.840.10008.1.2.4.101"),
            "video/mp4" => TransferSyntax.FromUid("1.2.840.10008.1.2.4.102"),
            "video/h265" => TransferSyntax.FromUid("1.2.840.10008.1.2.4.107"),
            _ => null,
        };
    }

    /// <summary>By the frame header's marker (ITU-T T.81 B.1.1.3); the predictor stands in the scan header's Ss.</summary>
    private static TransferSyntax? Jpeg(ReadOnlySpan<byte> head) => Segment(head, 0xC0, 0xC1, 0xC2, 0xC3) switch
    {
        [0xC0, ..] => TransferSyntax.JpegBaseline,
        [0xC1, ..] => TransferSyntax.JpegExtended,
        [0xC3, ..] => Segment(head, 0xDA) is [_, byte components, .. var scan] && scan.Length > 2 * components && scan[2 * components] == 1
            ? TransferSyntax.JpegLosslessSv1
            : TransferSyntax.JpegLossless,
        _ => null,
    };

    /// <summary>NEAR of the scan header is not 0 (ITU-T T.87 C.2.3).</summary>
    private static bool IsNearLossless(ReadOnlySpan<byte> head) =>
        Segment(head, 0xDA) is [_, byte components, .. var scan] && scan.Length > 2 * components && scan[2 * components] != 0;

    private static bool IsCodestream(ReadOnlySpan<byte> head) => head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0x4F]);

    /// <summary>The transformation of the coding style default is the reversible 5-3 (ITU-T T.800 A.6.1).</summary>
    private static bool IsReversible(ReadOnlySpan<byte> head) => Segment(head, 0x52) is [_, _, _, _, _, _, _, _, _, _, 1, ..];

    /// <summary>The first marker segment of a kind: its marker's second byte, then what follows its length. Empty when there is none before the coded data.</summary>
    private static ReadOnlySpan<byte> Segment(ReadOnlySpan<byte> head, params ReadOnlySpan<byte> kinds)
    {
        for (int at = 2; at + 4 <= head.Length && head[at] == 0xFF;)
        {
            byte marker = head[at + 1];
            if (marker == 0xFF)
            {
                at++;
                continue;
            }

            int length = BinaryPrimitives.ReadUInt16BigEndian(head[(at + 2)..]);
            if (kinds.Contains(marker))
            {
                byte[] found = [marker, .. head[(at + 4)..Math.Max(at + 4, Math.Min(head.Length, at + 2 + length))]];
                return found;
            }

            if (marker is 0xDA or 0x90)
            {
                return [];
            }

            at += 2 + length;
        }

        return [];
    }
}
