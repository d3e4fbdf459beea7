using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Gantry.Codecs;

/// <summary>Samples of three components, put in turn.</summary>
internal static class SampleTriples
{
    /// <param name="to">Gets 48 bytes: one of each in turn.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Join(Vector128<byte> first, Vector128<byte> second, Vector128<byte> third, Span<byte> to)
    {
        // An index beyond the vector gives zero.
        (Vector128.Shuffle(first, Vector128.Create((byte)0, 99, 99, 1, 99, 99, 2, 99, 99, 3, 99, 99, 4, 99, 99, 5))
            | Vector128.Shuffle(second, Vector128.Create((byte)99, 0, 99, 99, 1, 99, 99, 2, 99, 99, 3, 99, 99, 4, 99, 99))
            | Vector128.Shuffle(third, Vector128.Create((byte)99, 99, 0, 99, 99, 1, 99, 99, 2, 99, 99, 3, 99, 99, 4, 99))).CopyTo(to);
        (Vector128.Shuffle(first, Vector128.Create((byte)99, 99, 6, 99, 99, 7, 99, 99, 8, 99, 99, 9, 99, 99, 10, 99))
            | Vector128.Shuffle(second, Vector128.Create((byte)5, 99, 99, 6, 99, 99, 7, 99, 99, 8, 99, 99, 9, 99, 99, 10))
            | Vector128.Shuffle(third, Vector128.Create((byte)99, 5, 99, 99, 6, 99, 99, 7, 99, 99, 8, 99, 99, 9, 99, 99))).CopyTo(to[16..]);
        (Vector128.Shuffle(first, Vector128.Create((byte)99, 11, 99, 99, 12, 99, 99, 13, 99, 99, 14, 99, 99, 15, 99, 99))
            | Vector128.Shuffle(second, Vector128.Create((byte)99, 99, 11, 99, 99, 12, 99, 99, 13, 99, 99, 14, 99, 99, 15, 99))
            | Vector128.Shuffle(third, Vector128.Create((byte)10, 99, 99, 11, 99, 99, 12, 99, 99, 13, 99, 99, 14, 99, 99, 15))).CopyTo(to[32..]);
    }

    /// <summary>Samples that become bytes: each so much more, kept within 0 to 255, and put in turn.</summary>
    /// <param name="to">Three times as long as each line.</param>
    public static void Join(ReadOnlySpan<int> first, ReadOnlySpan<int> second, ReadOnlySpan<int> third, int more, Span<byte> to)
    {
        int x = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            for (; x + 16 <= first.Length; x += 16)
            {
                Join(Narrow(first[x..], more), Narrow(second[x..], more), Narrow(third[x..], more), to.Slice(3 * x, 48));
            }
        }

        for (; x < first.Length; x++)
        {
            to[3 * x] = (byte)Math.Clamp(first[x] + more, 0, 255);
            to[3 * x + 1] = (byte)Math.Clamp(second[x] + more, 0, 255);
            to[3 * x + 2] = (byte)Math.Clamp(third[x] + more, 0, 255);
        }
    }

    private static Vector128<byte> Narrow(ReadOnlySpan<int> line, int more)
    {
        Vector128<int> shift = Vector128.Create(more);
        Vector128<short> near = Vector128.NarrowWithSaturation(Vector128.Create(line) + shift, Vector128.Create(line[4..]) + shift);
        Vector128<short> far = Vector128.NarrowWithSaturation(Vector128.Create(line[8..]) + shift, Vector128.Create(line[12..]) + shift);
        Vector128<short> low = Vector128<short>.Zero, high = Vector128.Create((short)255);
        return Vector128.Narrow(Vector128.Min(Vector128.Max(near, low), high).AsUInt16(), Vector128.Min(Vector128.Max(far, low), high).AsUInt16());
    }
}
