using System.Numerics;

namespace Gantry.Codecs.Jpeg2000;

/// <summary>The inverse component transforms of the first three components (ITU-T T.800 G).</summary>
internal static class ColourTransform
{
    /// <summary>G.2.2.</summary>
    /// <param name="red">Gets the first component of what comes out, and the next two the others.</param>
    public static void UndoReversible(ReadOnlySpan<int> p0, ReadOnlySpan<int> p1, ReadOnlySpan<int> p2, Span<int> red, Span<int> green, Span<int> blue)
    {
        int x = 0;
        for (; x + Vector<int>.Count <= p0.Length; x += Vector<int>.Count)
        {
            Vector<int> v0 = new(p0[x..]), v1 = new(p1[x..]), v2 = new(p2[x..]);
            Vector<int> g = v0 - Vector.ShiftRightArithmetic(v1 + v2, 2);
            (v2 + g).CopyTo(red[x..]);
            g.CopyTo(green[x..]);
            (v1 + g).CopyTo(blue[x..]);
        }

        for (; x < p0.Length; x++)
        {
            int g = p0[x] - ((p1[x] + p2[x]) >> 2);
            (red[x], green[x], blue[x]) = (p2[x] + g, g, p1[x] + g);
        }
    }

    /// <summary>G.3.2.</summary>
    /// <inheritdoc cref="UndoReversible"/>
    public static void UndoIrreversible(ReadOnlySpan<float> p0, ReadOnlySpan<float> p1, ReadOnlySpan<float> p2, Span<float> red, Span<float> green, Span<float> blue)
    {
        int x = 0;
        for (; x + Vector<float>.Count <= p0.Length; x += Vector<float>.Count)
        {
            Vector<float> y = new(p0[x..]), b = new(p1[x..]), r = new(p2[x..]);
            (y + 1.402f * r).CopyTo(red[x..]);
            (y - 0.344136f * b - 0.714136f * r).CopyTo(green[x..]);
            (y + 1.772f * b).CopyTo(blue[x..]);
        }

        for (; x < p0.Length; x++)
        {
            float y = p0[x], b = p1[x], r = p2[x];
            red[x] = y + 1.402f * r;
            green[x] = y - 0.344136f * b - 0.714136f * r;
            blue[x] = y + 1.772f * b;
        }
    }
}
