using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Gantry.Codecs.JpegLs;

/// <summary>Reads entropy-coded bits: after a byte FF only seven bits of the next one count, and a next byte of 80 or more is a marker (T.87 A.1, C.1).</summary>
internal ref struct JpegLsBitReader
{
    private readonly ReadOnlySpan<byte> data;
    private ulong cache;
    private int valid;
    private bool afterFf;
    private int padding;

    public JpegLsBitReader(ReadOnlySpan<byte> data, int start)
    {
        this.data = data;
        Position = start;
    }

    /// <summary>Next byte to be taken.</summary>
    public int Position { get; private set; }

    /// <summary>More bits were asked for than the stream holds.</summary>
    public readonly bool IsExhausted => padding > 0 && valid < padding;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ReadBit()
    {
        if (valid == 0)
        {
            Fill();
        }

        int bit = (int)(cache >> 63);
        cache <<= 1;
        valid--;
        return bit;
    }

    /// <summary>Reads 0 to 24 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ReadBits(int count)
    {
        if (valid < count)
        {
            Fill();
        }

        // A shift by 64 would be a shift by 0.
        int value = (int)(cache >> 1 >> (63 - count));
        cache <<= count;
        valid -= count;
        return value;
    }

    /// <summary>A limited-length Golomb code (A.5.3).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ReadGolomb(int k, int limit, int quantisedBits)
    {
        if (valid < 32)
        {
            Fill();
        }

        int zeros = BitOperations.LeadingZeroCount(cache);
        if (zeros + 1 + k <= valid && zeros < limit - quantisedBits - 1)
        {
            ulong rest = cache << zeros << 1;
            int value = (zeros << k) | (int)(rest >> 1 >> (63 - k));
            int used = zeros + 1 + k;
            cache = rest << k;
            valid -= used;
            return value;
        }

        return ReadLongGolomb(k, limit, quantisedBits);
    }

    private int ReadLongGolomb(int k, int limit, int quantisedBits)
    {
        int zeros = 0;
        while (ReadBit() == 0)
        {
            if (++zeros > limit)
            {
                return 0;
            }
        }

        return zeros < limit - quantisedBits - 1
            ? (zeros << k) + ReadBits(k)
            : ReadBits(quantisedBits) + 1;
    }

    private void Fill()
    {
        if (!afterFf && valid <= 32 && Position + 4 <= data.Length)
        {
            uint next = BinaryPrimitives.ReadUInt32BigEndian(data[Position..]);
            // No byte is FF: four whole bytes at once.
            if (((~next - 0x01010101u) & next & 0x80808080u) == 0)
            {
                cache |= (ulong)next << (32 - valid);
                valid += 32;
                Position += 4;
                return;
            }
        }

        while (valid <= 48)
        {
            if (Position >= data.Length || (afterFf && data[Position] >= 0x80))
            {
                // Zeros beyond the end: what is read of them is told by IsExhausted.
                padding += 64 - valid;
                valid = 64;
                return;
            }

            byte b = data[Position++];
            int bits = afterFf ? 7 : 8;
            cache |= (ulong)b << (64 - bits - valid);
            valid += bits;
            afterFf = b == 0xFF;
        }
    }
}
