using System.Numerics;
using System.Runtime.InteropServices;
using Gantry.Imaging.Frames;

namespace Gantry.Imaging.Grey;

/// <summary>Bounds of the stored values of a frame.</summary>
internal static class StoredRange
{
    /// <summary>The least and the greatest value that occur; where samples do not fill words of 16 bits, those that could.</summary>
    public static (int Least, int Greatest) Of(ReadOnlySpan<byte> cells, PixelDescription description)
    {
        int bits = description.BitsStored;
        if (bits < 16 || description.HighBit != 15 || description.CellBytes != 2 || !BitConverter.IsLittleEndian)
        {
            return description.IsSigned ? (-(1 << (bits - 1)), (1 << (bits - 1)) - 1) : (0, (1 << bits) - 1);
        }

        if (description.IsSigned)
        {
            (short least, short greatest) = Bounds(MemoryMarshal.Cast<byte, short>(cells));
            return (least, greatest);
        }

        (ushort low, ushort high) = Bounds(MemoryMarshal.Cast<byte, ushort>(cells));
        return (low, high);
    }

    private static (T Least, T Greatest) Bounds<T>(ReadOnlySpan<T> values)
        where T : struct, INumber<T>, IMinMaxValue<T>
    {
        T least = T.MaxValue, greatest = T.MinValue;
        int i = 0;
        if (values.Length >= Vector<T>.Count)
        {
            Vector<T> low = new(values), high = low;
            for (; i + Vector<T>.Count <= values.Length; i += Vector<T>.Count)
            {
                Vector<T> next = new(values[i..]);
                low = Vector.Min(low, next);
                high = Vector.Max(high, next);
            }

            for (int lane = 0; lane < Vector<T>.Count; lane++)
            {
                least = T.Min(least, low[lane]);
                greatest = T.Max(greatest, high[lane]);
            }
        }

        for (; i < values.Length; i++)
        {
            least = T.Min(least, values[i]);
            greatest = T.Max(greatest, values[i]);
        }

        return (least, greatest);
    }
}
