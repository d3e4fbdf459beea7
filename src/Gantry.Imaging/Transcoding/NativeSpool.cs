using Gantry.Dicom;
using Gantry.Imaging.Frames;

namespace Gantry.Imaging.Transcoding;

/// <summary>Decoded frames written one after the other as the value of native Pixel Data: bits packed without gaps between frames (PS3.5 8.1.1), words in the byte order of the syntax.</summary>
internal sealed class NativeSpool(PixelDescription description, TransferSyntax to, Stream output)
{
    private readonly bool swapsWords = !to.IsLittleEndian && description.BitsAllocated > 8;
    private byte[] buffer = [];

    // Bits of the last byte that is not full yet.
    private byte rest;
    private int restBits;
    private long written;

    public void Write(ReadOnlySpan<byte> frame)
    {
        if (description.BitsAllocated == 1)
        {
            Put(Pack(frame));
        }
        else if (swapsWords)
        {
            Put(Swap(frame));
        }
        else
        {
            Put(frame);
        }
    }

    /// <summary>After the last frame: what is left of a byte, and the padding to an even length.</summary>
    public void Finish()
    {
        if (restBits > 0)
        {
            Put([rest]);
        }

        if ((written & 1) != 0)
        {
            Put([0]);
        }
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        output.Write(bytes);
        written += bytes.Length;
    }

    private ReadOnlySpan<byte> Pack(ReadOnlySpan<byte> cells)
    {
        int bits = restBits + cells.Length;
        Span<byte> packed = Room((bits + 7) / 8);
        packed.Clear();
        if (restBits > 0)
        {
            packed[0] = rest;
        }

        BitCells.Pack(cells, packed, restBits);
        restBits = bits & 7;
        rest = restBits > 0 ? packed[^1] : (byte)0;
        return packed[..(bits / 8)];
    }

    private ReadOnlySpan<byte> Swap(ReadOnlySpan<byte> words)
    {
        Span<byte> swapped = Room(words.Length);
        for (int i = 0; i + 1 < words.Length; i += 2)
        {
            (swapped[i], swapped[i + 1]) = (words[i + 1], words[i]);
        }

        return swapped;
    }

    private Span<byte> Room(int bytes)
    {
        if (buffer.Length < bytes)
        {
            buffer = new byte[bytes];
        }

        return buffer.AsSpan(0, bytes);
    }
}
