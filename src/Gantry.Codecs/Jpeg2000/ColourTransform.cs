using System.Numerics;
using System.Runtime.InteropServices;

namespace Gantry.Codecs.Jpeg2000;

/// <summary>The inverse component transforms of the first three components (ITU-T T.800 G).</summary>
internal static class ColourTransform
{
    public static void Undo(ComponentLayout[] components, int[][] planes, int discard)
    {
        Extent extent = components[0].Extent;
        if (components[1].Extent != extent || components[2].Extent != extent)
        {
            return;
        }

        int width = components[0].Resolutions[Math.Max(0, components[0].Style.Levels - discard)].Extent.Width;
        int height = components[0].Resolutions[Math.Max(0, components[0].Style.Levels - discard)].Extent.Height;
        for (int y = 0; y < height; y++)
        {
            Span<int> p0 = planes[0].AsSpan(y * width, width), p1 = planes[1].AsSpan(y * width, width), p2 = planes[2].AsSpan(y * width, width);
            if (components[0].Style.IsReversible)
            {
                int x = 0;
                for (; x + Vector<int>.Count <= width; x += Vector<int>.Count)
                {
                    Vector<int> v0 = new(p0[x..]), v1 = new(p1[x..]), v2 = new(p2[x..]);
                    Vector<int> green = v0 - Vector.ShiftRightArithmetic(v1 + v2, 2);
                    (v2 + green).CopyTo(p0[x..]);
                    green.CopyTo(p1[x..]);
                    (v1 + green).CopyTo(p2[x..]);
                }

                for (; x < width; x++)
                {
                    int g = p0[x] - ((p1[x] + p2[x]) >> 2);
                    (p0[x], p1[x], p2[x]) = (p2[x] + g, g, p1[x] + g);
                }
            }
            else
            {
                Span<float> f0 = MemoryMarshal.Cast<int, float>(p0), f1 = MemoryMarshal.Cast<int, float>(p1), f2 = MemoryMarshal.Cast<int, float>(p2);
                for (int x = 0; x < width; x++)
                {
                    float luma = f0[x], blue = f1[x], red = f2[x];
                    f0[x] = luma + 1.402f * red;
                    f1[x] = luma - 0.344136f * blue - 0.714136f * red;
                    f2[x] = luma + 1.772f * blue;
                }
            }
        }
    }
}
