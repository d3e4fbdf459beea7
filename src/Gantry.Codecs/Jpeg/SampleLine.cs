using System.Numerics;
using System.Runtime.Intrinsics;

namespace Gantry.Codecs.Jpeg;

/// <summary>Lines of decoded samples.</summary>
internal static class SampleLine
{
    /// <summary>The low bytes of a line's samples.</summary>
    public static void Narrow(ReadOnlySpan<ushort> line, Span<byte> to)
    {
        int x = 0;
        for (; x + 2 * Vector<ushort>.Count <= line.Length; x += 2 * Vector<ushort>.Count)
        {
            Vector.Narrow(new Vector<ushort>(line[x..]), new Vector<ushort>(line[(x + Vector<ushort>.Count)..])).CopyTo(to[x..]);
        }

        for (; x < line.Length; x++)
        {
            to[x] = (byte)line[x];
        }
    }

    /// <summary>The low bytes of three lines' samples, in turn.</summary>
    /// <param name="to">Three times as long as each line.</param>
    public static void Narrow(ReadOnlySpan<ushort> a, ReadOnlySpan<ushort> b, ReadOnlySpan<ushort> c, Span<byte> to)
    {
        int x = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            for (; x + 16 <= a.Length; x += 16)
            {
                Vector128<byte> va = Narrow(a, x), vb = Narrow(b, x), vc = Narrow(c, x);
                SampleTriples.Join(va, vb, vc, to.Slice(3 * x, 48));
            }
        }

        for (; x < a.Length; x++)
        {
            to[3 * x] = (byte)a[x];
            to[(3 * x) + 1] = (byte)b[x];
            to[(3 * x) + 2] = (byte)c[x];
        }
    }

    private static Vector128<byte> Narrow(ReadOnlySpan<ushort> line, int x) => Vector128.Narrow(Vector128.Create(line[x..]), Vector128.Create(line[(x + 8)..]));
}
