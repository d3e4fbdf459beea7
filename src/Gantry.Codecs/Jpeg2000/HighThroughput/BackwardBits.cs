using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Gantry.Codecs.Jpeg2000.HighThroughput;

/// <summary>
/// Bits from the end of a segment towards its front, lowest first; a byte whose seven low bits are ones has only these when the one before it,
/// which lies behind it, is above 8F (ITU-T T.814 7.1.4, 7.1.6). Beyond the front all are zero. <see cref="Next"/> as in <see cref="ForwardBits"/>.
/// </summary>
/// <param name="data">The segment.</param>
/// <param name="isAfterHigh">What lies behind the segment is above 8F.</param>
internal ref struct BackwardBits(ReadOnlySpan<byte> data, bool isAfterHigh)
{
    private readonly ReadOnlySpan<byte> data = data;
    private int left = data.Length;
    private bool isAfterHigh = isAfterHigh;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Next()
    {
        if (left >= 4)
        {
            uint word = BinaryPrimitives.ReadUInt32BigEndian(data[(left - 4)..]);
            // No byte with seven ones at its low end: then no bit is stuffed.
            if ((((word & 0x7F7F7F7F) + 0x01010101) & 0x80808080) == 0)
            {
                left -= 4;
                isAfterHigh = word >> 24 > 0x8F;
                return word | (32UL << 32);
            }
        }

        return NextSlowly();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ulong NextSlowly()
    {
        ulong bits = 0;
        int count = 0;
        for (int i = 0; i < 4; i++)
        {
            int b = left > 0 ? data[--left] : 0;
            int wide = isAfterHigh && (b & 0x7F) == 0x7F ? 7 : 8;
            bits |= (ulong)(uint)(b & ((1 << wide) - 1)) << count;
            count += wide;
            isAfterHigh = b > 0x8F;
        }

        return bits | ((ulong)count << 32);
    }
}
