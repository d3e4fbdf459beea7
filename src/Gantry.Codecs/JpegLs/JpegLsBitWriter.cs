using System.Buffers;

namespace Gantry.Codecs.JpegLs;

/// <summary>Writes entropy-coded bits, a zero bit after each byte FF (T.87 C.1).</summary>
internal ref struct JpegLsBitWriter(IBufferWriter<byte> output)
{
    private const int ChunkBytes = 16 * 1024;

    private Span<byte> chunk = output.GetSpan(ChunkBytes);
    private int used;
    private ulong cache;
    private int pending;
    private bool afterFf;

    /// <summary>Writes 0 to 32 bits; higher bits of <paramref name="value"/> must be zero.</summary>
    public void Write(uint value, int count)
    {
        cache = (cache << count) | value;
        pending += count;
        for (int bits = afterFf ? 7 : 8; pending >= bits; bits = afterFf ? 7 : 8)
        {
            pending -= bits;
            Put((byte)(cache >> pending & (0xFFu >> (8 - bits))));
        }
    }

    /// <summary>A limited-length Golomb code (T.87 A.5.3).</summary>
    public void WriteGolomb(int value, int k, int limit, int quantisedBits)
    {
        int high = value >> k;
        if (high < limit - quantisedBits - 1)
        {
            WriteZeros(high);
            Write((1u << k) | ((uint)value & ((1u << k) - 1)), k + 1);
            return;
        }

        WriteZeros(limit - quantisedBits - 1);
        Write((1u << quantisedBits) | (uint)(value - 1), quantisedBits + 1);
    }

    /// <summary>Fills the last byte with zeros; a byte FF at the end is followed by one of zeros, so that no marker appears.</summary>
    public void Flush()
    {
        if (pending > 0)
        {
            Write(0, (afterFf ? 7 : 8) - pending);
        }

        if (afterFf)
        {
            Put(0);
        }

        output.Advance(used);
        used = 0;
        chunk = default;
    }

    private void WriteZeros(int count)
    {
        for (; count > 24; count -= 24)
        {
            Write(0, 24);
        }

        Write(0, count);
    }

    private void Put(byte b)
    {
        if (used == chunk.Length)
        {
            output.Advance(used);
            chunk = output.GetSpan(ChunkBytes);
            used = 0;
        }

        chunk[used++] = b;
        afterFf = b == 0xFF;
    }
}
