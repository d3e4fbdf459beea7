using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Gantry.Codecs.JpegXl.Headers;

namespace Gantry.Codecs.JpegXl.Rendering;

/// <summary>The small blur that the encoder sharpened against (18181-1 J.3).</summary>
internal static class Blur
{
    public static bool Apply(FramePlanes frame, LoopFilter filter, FramePlanes to)
    {
        for (int c = 0; c < frame.Planes.Length; c++)
        {
            float side = filter.BlurWeights[2 * c], corner = filter.BlurWeights[(2 * c) + 1];
            float whole = 1 / (1 + (4 * (side + corner)));
            using PaddedRows rows = new(frame, c, 1);
            Vector256<float> centres = Vector256.Create(whole), sides = Vector256.Create(side * whole), corners = Vector256.Create(corner * whole);
            for (int y = 0; y < frame.Height; y++)
            {
                rows.Enter(y);
                ref float above = ref MemoryMarshal.GetReference(rows[y - 1]);
                ref float here = ref MemoryMarshal.GetReference(rows[y]);
                ref float below = ref MemoryMarshal.GetReference(rows[y + 1]);
                ref float result = ref MemoryMarshal.GetReference(to.Planes[c].AsSpan(y * to.Stride, to.Stride));
                for (nuint x = 0; x < (nuint)frame.Width; x += 8)
                {
                    // Lines are padded by eight on the left and a vector on the right, and those of the result by up to a vector.
                    nuint at = x + PaddedRows.Pad;
                    Vector256<float> besides = Vector256.LoadUnsafe(ref above, at) + Vector256.LoadUnsafe(ref below, at) + Vector256.LoadUnsafe(ref here, at - 1) + Vector256.LoadUnsafe(ref here, at + 1);
                    Vector256<float> across = Vector256.LoadUnsafe(ref above, at - 1) + Vector256.LoadUnsafe(ref above, at + 1) + Vector256.LoadUnsafe(ref below, at - 1) + Vector256.LoadUnsafe(ref below, at + 1);
                    Vector256<float> sum = (Vector256.LoadUnsafe(ref here, at) * centres) + (besides * sides) + (across * corners);
                    sum.StoreUnsafe(ref result, x);
                }
            }
        }

        return true;
    }
}
