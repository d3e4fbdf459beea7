using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Gantry.Codecs.Jpeg;

/// <summary>Writes entropy-coded bits, a byte 00 after each byte FF (ITU-T T.81 F.1.2.3).</summary>
internal ref struct JpegBitWriter(IBufferWriter<byte> output)
{
    private const int ChunkBytes = 16 * 1024;

    private Span<byte> chunk = output.GetSpan(ChunkBytes);
    private int used;
    private ulong cache;
    private int pending;

    /// <summary>Writes 0 to 32 bits; higher bits of <paramref name="value"/> must be zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(uint value, int count)
    {
        cache = (cache << count) | value;
        pending += count;
        if (pending >= 32)
        {
            Drain();
        }
    }

    /// <summary>Fills the last byte with ones and hands everything on.</summary>
    public void Flush()
    {
        int fill = -pending & 7;
        Write((1u << fill) - 1, fill);
        while (pending > 0)
        {
            pending -= 8;
            Put((byte)(cache >> pending));
        }

        output.Advance(used);
        used = 0;
        chunk = default;
    }

    private void Drain()
    {
        uint next = (uint)(cache >> (pending - 32));
        if (used + 4 <= chunk.Length && ((~next - 0x01010101u) & next & 0x80808080u) == 0)
        {
            // No byte is FF: four whole bytes at once.
            BinaryPrimitives.WriteUInt32BigEndian(chunk[used..], next);
            used += 4;
            pending -= 32;
            return;
        }

        while (pending >= 8)
        {
            pending -= 8;
            Put((byte)(cache >> pending));
        }
    }

    private void Put(byte b)
    {
        if (used + 2 > chunk.Length)
        {
            output.Advance(used);
            chunk = output.GetSpan(ChunkBytes);
            used = 0;
        }

        chunk[used++] = b;
        if (b == 0xFF)
        {
            chunk[used++] = 0;
        }
    }
}
