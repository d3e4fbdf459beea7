using System.Numerics;
using System.Runtime.InteropServices;

namespace Gantry.Codecs.Jpeg2000;

/// <summary>The inverse component transforms of the first three components (ITU-T T.800 G).</summary>
internal static class ColourTransform
{
    /// <param name="windows">What the components' planes hold.</param>
    public static void Undo(ComponentLayout[] components, int[][] planes, ReadOnlySpan<Extent> windows)
    {
        if (components[1].Extent != components[0].Extent || components[2].Extent != components[0].Extent || windows[1] != windows[0] || windows[2] != windows[0])
        {
            return;
        }

        int count = windows[0].Width * windows[0].Height;
        Span<int> p0 = planes[0].AsSpan(0, count), p1 = planes[1].AsSpan(0, count), p2 = planes[2].AsSpan(0, count);
        if (components[0].Style.IsReversible)
        {
            UndoReversible(p0, p1, p2);
        }
        else
        {
            UndoIrreversible(MemoryMarshal.Cast<int, float>(p0), MemoryMarshal.Cast<int, float>(p1), MemoryMarshal.Cast<int, float>(p2));
        }
    }

    /// <summary>G.2.2.</summary>
    internal static void UndoReversible(Span<int> p0, Span<int> p1, Span<int> p2)
    {
        int x = 0;
        for (; x + Vector<int>.Count <= p0.Length; x += Vector<int>.Count)
        {
            Vector<int> v0 = new(p0[x..]), v1 = new(p1[x..]), v2 = new(p2[x..]);
            Vector<int> green = v0 - Vector.ShiftRightArithmetic(v1 + v2, 2);
            (v2 + green).CopyTo(p0[x..]);
            green.CopyTo(p1[x..]);
            (v1 + green).CopyTo(p2[x..]);
        }

        for (; x < p0.Length; x++)
        {
            int g = p0[x] - ((p1[x] + p2[x]) >> 2);
            (p0[x], p1[x], p2[x]) = (p2[x] + g, g, p1[x] + g);
        }
    }

    /// <summary>G.3.2.</summary>
    internal static void UndoIrreversible(Span<float> p0, Span<float> p1, Span<float> p2)
    {
        int x = 0;
        for (; x + Vector<float>.Count <= p0.Length; x += Vector<float>.Count)
        {
            Vector<float> luma = new(p0[x..]), blue = new(p1[x..]), red = new(p2[x..]);
            (luma + 1.402f * red).CopyTo(p0[x..]);
            (luma - 0.344136f * blue - 0.714136f * red).CopyTo(p1[x..]);
            (luma + 1.772f * blue).CopyTo(p2[x..]);
        }

        for (; x < p0.Length; x++)
        {
            float luma = p0[x], blue = p1[x], red = p2[x];
            p0[x] = luma + 1.402f * red;
            p1[x] = luma - 0.344136f * blue - 0.714136f * red;
            p2[x] = luma + 1.772f * blue;
        }
    }
}
