using Gantry.Dicom;

namespace Gantry.Imaging.Compression;

/// <summary>Transfer syntaxes and what decodes and encodes their frames. What is not listed is not supported.</summary>
public static class FrameCodecs
{
    private static readonly Dictionary<string, FrameCodec> Codecs = Register();

    /// <summary>Frames stored in this syntax can be decoded.</summary>
    public static bool CanDecode(TransferSyntax syntax)
    {
        ArgumentNullException.ThrowIfNull(syntax);
        return !syntax.IsEncapsulated || Find(syntax) is { CanDecode: true };
    }

    /// <summary>Frames can be encoded in this syntax.</summary>
    public static bool CanEncode(TransferSyntax syntax)
    {
        ArgumentNullException.ThrowIfNull(syntax);
        return !syntax.IsEncapsulated || Find(syntax) is { CanEncode: true };
    }

    /// <summary>What is stored in this syntax certainly lost nothing by it.</summary>
    public static bool IsLossless(TransferSyntax syntax)
    {
        ArgumentNullException.ThrowIfNull(syntax);
        return !syntax.IsEncapsulated || (!syntax.IsLossy && Find(syntax) is not null);
    }

    internal static FrameCodec? Find(TransferSyntax syntax) => Codecs.GetValueOrDefault(syntax.Uid);

    private static Dictionary<string, FrameCodec> Register()
    {
        JpegFrameCodec jpeg = new();
        JpegFrameCodec retired = new(canEncode: false);
        JpegLsFrameCodec jpegLs = new();
        Jpeg2000FrameCodec jpeg2000 = new();
        JpegXlFrameCodec jpegXl = new();
        Dictionary<string, FrameCodec> codecs = new(StringComparer.Ordinal)
        {
            [TransferSyntax.EncapsulatedUncompressed.Uid] = new UncompressedFrameCodec(isDeflated: false),
            [TransferSyntax.DeflatedImageFrame.Uid] = new UncompressedFrameCodec(isDeflated: true),
            [TransferSyntax.RleLossless.Uid] = new RleFrameCodec(),
            [TransferSyntax.JpegBaseline.Uid] = jpeg,
            [TransferSyntax.JpegExtended.Uid] = jpeg,
            [TransferSyntax.JpegLossless.Uid] = jpeg,
            [TransferSyntax.JpegLosslessSv1.Uid] = jpeg,
            [TransferSyntax.JpegLsLossless.Uid] = jpegLs,
            [TransferSyntax.JpegLsNearLossless.Uid] = jpegLs,
            [TransferSyntax.Jpeg2000Lossless.Uid] = jpeg2000,
            [TransferSyntax.Jpeg2000.Uid] = jpeg2000,
            [TransferSyntax.HtJ2kLossless.Uid] = jpeg2000,
            [TransferSyntax.HtJ2kLosslessRpcl.Uid] = jpeg2000,
            [TransferSyntax.HtJ2k.Uid] = jpeg2000,
            [TransferSyntax.JpegXlLossless.Uid] = jpegXl,
            [TransferSyntax.JpegXlRecompression.Uid] = jpegXl,
            [TransferSyntax.JpegXl.Uid] = jpegXl,
        };

        // Retired processes (PS3.5-2001): spectral selection and full progression, of 8 and 12 bits.
        foreach (string process in (ReadOnlySpan<string>)["53", "55"])
        {
            codecs["1.2.840.10008.1.2.4." + process] = retired;
        }

        return codecs;
    }
}
