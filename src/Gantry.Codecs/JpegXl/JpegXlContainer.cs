using System.Buffers.Binary;

namespace Gantry.Codecs.JpegXl;

/// <summary>The codestream within the boxes of a JPEG XL file (18181-2), or as it is.</summary>
internal static class JpegXlContainer
{
    /// <summary>Finds the codestream; the parts of one that is split over boxes are joined.</summary>
    public static CodecError? Unwrap(ReadOnlySpan<byte> stream, out ReadOnlySpan<byte> codestream)
    {
        codestream = stream;
        if (stream.Length >= 2 && stream[0] == 0xFF && stream[1] == 0x0A)
        {
            return null;
        }

        if (stream.Length < 12 || !stream[4..8].SequenceEqual("JXL "u8))
        {
            return CodecError.Malformed(0, "Neither a JPEG XL codestream nor a file with one.");
        }

        List<byte>? joined = null;
        for (long at = 0; at + 8 <= stream.Length;)
        {
            ReadOnlySpan<byte> box = stream[(int)at..];
            long length = BinaryPrimitives.ReadUInt32BigEndian(box);
            int header = 8;
            if (length == 1 && box.Length >= 16)
            {
                length = (long)Math.Min(long.MaxValue / 2, BinaryPrimitives.ReadUInt64BigEndian(box[8..]));
                header = 16;
            }

            length = length == 0 ? box.Length : length;
            if (length < header || length > box.Length)
            {
                return CodecError.Truncated(at, "A box runs past the end of the file.");
            }

            ReadOnlySpan<byte> body = box[header..(int)length];
            if (box[4..8].SequenceEqual("jxlc"u8))
            {
                codestream = body;
                return null;
            }

            if (box[4..8].SequenceEqual("jxlp"u8) && body.Length >= 4)
            {
                joined ??= [];
                joined.AddRange(body[4..]);
                if ((body[0] & 0x80) != 0)
                {
                    break;
                }
            }

            at += length;
        }

        codestream = joined is null ? default : joined.ToArray();
        return joined is null ? CodecError.Malformed(0, "A JPEG XL file without a codestream.") : null;
    }
}
