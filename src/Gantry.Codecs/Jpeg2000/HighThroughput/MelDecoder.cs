using System.Runtime.CompilerServices;

namespace Gantry.Codecs.Jpeg2000.HighThroughput;

/// <summary>Events of the adaptive run length code (ITU-T T.814 7.3.3): a byte after FF has seven bits; beyond the end all are ones.</summary>
/// <param name="data">The suffix of the clean-up segment but for its last byte; the low half of the byte before it belongs to the length.</param>
internal ref struct MelDecoder(ReadOnlySpan<byte> data)
{
    private readonly ReadOnlySpan<byte> data = data;
    private int position;
    private int current;
    private int left;
    private int state;
    private int zeros;
    private bool isOneDue;

    /// <summary>Bits of a run's length in each state.</summary>
    public static ReadOnlySpan<byte> Exponents => [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Next()
    {
        if (zeros > 0)
        {
            zeros--;
            return false;
        }

        return NextRun();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool NextRun()
    {
        if (!isOneDue)
        {
            int exponent = Exponents[state];
            if (ReadBit() == 1)
            {
                zeros = (1 << exponent) - 1;
                state = Math.Min(state + 1, 12);
                return false;
            }

            for (int i = 0; i < exponent; i++)
            {
                zeros = (zeros << 1) | ReadBit();
            }

            state = Math.Max(state - 1, 0);
            if (zeros > 0)
            {
                zeros--;
                isOneDue = true;
                return false;
            }
        }

        isOneDue = false;
        return true;
    }

    private int ReadBit()
    {
        if (left == 0)
        {
            left = current == 0xFF ? 7 : 8;
            current = position < data.Length ? data[position] : 0xFF;
            position++;
            if (position == data.Length)
            {
                current |= 0x0F;
            }
        }

        left--;
        return (current >> left) & 1;
    }
}
