using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Gantry.Codecs.Jpeg2000.HighThroughput;

/// <summary>
/// Bits from the front of a segment, lowest first; a byte after FF has seven (ITU-T T.814 7.1.2, 7.1.5). The caller keeps the bits in a local:
/// <see cref="Next"/> gives up to 32 more, their count in the upper half.
/// </summary>
/// <param name="data">The segment.</param>
/// <param name="beyond">What bytes beyond the end read as.</param>
internal ref struct ForwardBits(ReadOnlySpan<byte> data, byte beyond)
{
    private readonly ReadOnlySpan<byte> data = data;
    private int position;
    private bool isAfterFull;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Next()
    {
        if (!isAfterFull && position <= data.Length - 4)
        {
            uint word = BinaryPrimitives.ReadUInt32LittleEndian(data[position..]);
            // No byte of FF: then no bit is stuffed.
            if (((~word - 0x01010101) & word & 0x80808080) == 0)
            {
                position += 4;
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
            byte b = position < data.Length ? data[position++] : beyond;
            int wide = isAfterFull ? 7 : 8;
            bits |= (ulong)(uint)(b & ((1 << wide) - 1)) << count;
            count += wide;
            isAfterFull = b == 0xFF;
        }

        return bits | ((ulong)count << 32);
    }
}
