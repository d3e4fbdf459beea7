namespace Gantry.Codecs.JpegXl.VarDct;

/// <summary>Coefficients of a block of any kind to pixels (18181-1 I.2.7, I.2.8).</summary>
internal static class BlockInverse
{
    /// <summary>For 1 to 32 blocks along a side, what each low frequency is multiplied by to be one of the whole.</summary>
    private static readonly float[][] Scales = [.. Enumerable.Range(0, 6).Select(log => MakeScales(1 << log))];

    /// <summary>Puts what the low frequencies tell into the coefficients of a block.</summary>
    /// <param name="kind">Of the block.</param>
    /// <param name="low">From the block's first low frequency on, in lines of <paramref name="stride"/>.</param>
    /// <param name="stride">Blocks in a line.</param>
    /// <param name="block">Its coefficients.</param>
    public static void Seed(int kind, ReadOnlySpan<float> low, int stride, Span<float> block)
    {
        int wide = BlockKind.Wide[kind], high = BlockKind.High[kind];
        if (wide * high == 1)
        {
            block[0] = low[0];
            return;
        }

        Span<float> pixels = stackalloc float[1024], frequencies = stackalloc float[1024];
        for (int y = 0; y < high; y++)
        {
            low.Slice(y * stride, wide).CopyTo(pixels[(y * wide)..]);
        }

        InverseDct.Forward(pixels, high, wide, frequencies);
        ReadOnlySpan<float> across = Scales[System.Numerics.BitOperations.Log2((uint)wide)], down = Scales[System.Numerics.BitOperations.Log2((uint)high)];
        int line = 8 * Math.Max(wide, high);
        for (int v = 0; v < high; v++)
        {
            for (int u = 0; u < wide; u++)
            {
                block[high < wide ? (v * line) + u : (u * line) + v] = frequencies[(v * wide) + u] * across[u] * down[v];
            }
        }
    }

    /// <summary>Turns a block's coefficients into its pixels, row by row, in place.</summary>
    public static void Inverse(int kind, Span<float> block, Span<float> scratch)
    {
        switch (kind)
        {
            case BlockKind.Identity:
                Identity(block, scratch);
                break;
            case BlockKind.Dct2:
                Double(block, 2, scratch);
                Double(block, 4, scratch);
                Double(block, 8, scratch);
                break;
            case BlockKind.Dct4:
                Quarters(block, scratch);
                break;
            case BlockKind.Dct4By8:
            case BlockKind.Dct8By4:
                Halves(block, scratch, kind == BlockKind.Dct8By4);
                break;
            case >= BlockKind.FirstCorner and <= BlockKind.LastCorner:
                CornerTransform.Inverse(kind - BlockKind.FirstCorner, block, scratch);
                break;
            default:
                InverseDct.Inverse(block, 8 * BlockKind.High[kind], 8 * BlockKind.Wide[kind], scratch);
                break;
        }
    }

    /// <summary>The means of four quarters from the first four coefficients.</summary>
    private static (float A, float B, float C, float D) Means(ReadOnlySpan<float> block)
    {
        float a = block[0], b = block[1], c = block[8], d = block[9];
        return (a + b + c + d, a + b - c - d, a - b + c - d, a - b - c + d);
    }

    private static void Identity(Span<float> block, Span<float> scratch)
    {
        block[..64].CopyTo(scratch);
        (float a, float b, float c, float d) = Means(block);
        ReadOnlySpan<float> means = [a, b, c, d];
        for (int quarter = 0; quarter < 4; quarter++)
        {
            int y = quarter >> 1, x = quarter & 1;
            float sum = 0;
            for (int i = 1; i < 16; i++)
            {
                sum += scratch[((y + (i >> 2 << 1)) * 8) + x + ((i & 3) << 1)];
            }

            float middle = means[quarter] - (sum / 16);
            for (int i = 0; i < 16; i++)
            {
                // The place of the mean is that of the pixel in the middle, which is told by no coefficient of its own.
                float value = i == 5 ? middle : scratch[((y + (i >> 2 << 1)) * 8) + x + ((i & 3) << 1)] + middle;
                block[(((4 * y) + (i >> 2)) * 8) + (4 * x) + (i & 3)] = value;
            }

            block[(32 * y) + (4 * x)] = scratch[((y + 2) * 8) + x + 2] + middle;
        }
    }

    /// <summary>From the first quarter of a square to the whole of it: sums and differences of four.</summary>
    private static void Double(Span<float> block, int size, Span<float> scratch)
    {
        int half = size / 2;
        block[..64].CopyTo(scratch);
        for (int y = 0; y < half; y++)
        {
            for (int x = 0; x < half; x++)
            {
                float a = scratch[(y * 8) + x], b = scratch[(y * 8) + half + x], c = scratch[((y + half) * 8) + x], d = scratch[((y + half) * 8) + half + x];
                int at = (16 * y) + (2 * x);
                block[at] = a + b + c + d;
                block[at + 1] = a + b - c - d;
                block[at + 8] = a - b + c - d;
                block[at + 9] = a - b - c + d;
            }
        }
    }

    private static void Quarters(Span<float> block, Span<float> scratch)
    {
        block[..64].CopyTo(scratch);
        (float a, float b, float c, float d) = Means(block);
        ReadOnlySpan<float> means = [a, b, c, d];
        Span<float> part = stackalloc float[16];
        for (int quarter = 0; quarter < 4; quarter++)
        {
            int y = quarter >> 1, x = quarter & 1;
            for (int i = 0; i < 16; i++)
            {
                // Transposed, as coefficients of squares are.
                part[((i & 3) << 2) + (i >> 2)] = i == 0 ? means[quarter] : scratch[((y + (i >> 2 << 1)) * 8) + x + ((i & 3) << 1)];
            }

            InverseDct.InverseSmall(part, 4, 4);
            for (int i = 0; i < 16; i++)
            {
                block[(((4 * y) + (i >> 2)) * 8) + (4 * x) + (i & 3)] = part[i];
            }
        }
    }

    private static void Halves(Span<float> block, Span<float> scratch, bool isSideBySide)
    {
        block[..64].CopyTo(scratch);
        Span<float> part = stackalloc float[32];
        for (int half = 0; half < 2; half++)
        {
            for (int i = 0; i < 32; i++)
            {
                float value = i == 0 ? (half == 0 ? scratch[0] + scratch[8] : scratch[0] - scratch[8]) : scratch[((half + (i >> 3 << 1)) * 8) + (i & 7)];
                part[isSideBySide ? ((i & 7) << 2) + (i >> 3) : i] = value;
            }

            if (isSideBySide)
            {
                InverseDct.InverseSmall(part, 8, 4);
            }
            else
            {
                InverseDct.InverseSmall(part, 4, 8);
            }

            for (int i = 0; i < 32; i++)
            {
                block[isSideBySide ? (i >> 2 << 3) + (4 * half) + (i & 3) : (32 * half) + i] = part[i];
            }
        }
    }

    private static float[] MakeScales(int blocks)
    {
        float[] scales = new float[blocks];
        for (int k = 0; k < blocks; k++)
        {
            double angle = k * Math.PI / (16 * blocks);
            scales[k] = (float)(1 / (Math.Cos(angle) * Math.Cos(2 * angle) * Math.Cos(4 * angle)));
        }

        return scales;
    }
}
