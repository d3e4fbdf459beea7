using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Gantry.Codecs.JpegXl.VarDct;

/// <summary>
/// The inverse cosine transform (18181-1 I.2.7), scaled so that the first coefficient is the mean: the transform of half the length of the even
/// coefficients, and of sums of neighbouring odd ones, put together. Eight columns go at once.
/// </summary>
internal static class InverseDct
{
    private const float Sqrt2 = 1.41421356f;

    /// <summary>For each length N a power of two up to 256, 1 / (2 cos((i + 0.5) pi / N)).</summary>
    private static readonly float[][] Factors =
        [.. Enumerable.Range(0, 9).Select(log => Enumerable.Range(0, (1 << log) / 2).Select(i => (float)(1 / (2 * Math.Cos((i + 0.5) * Math.PI / (1 << log))))).ToArray())];

    /// <summary>Transforms a block of <paramref name="rows"/> by <paramref name="columns"/> pixels in place, both at least 8.</summary>
    /// <param name="block">The coefficients: with rows along the shorter side, and for squares transposed; then the pixels.</param>
    /// <param name="rows">Pixels down.</param>
    /// <param name="columns">Pixels across.</param>
    /// <param name="scratch">As long as the block.</param>
    public static void Inverse(Span<float> block, int rows, int columns, Span<float> scratch)
    {
        int size = rows * columns;
        block = block[..size];
        scratch = scratch[..size];
        if (rows < columns)
        {
            Transpose(block, rows, columns, scratch);
            scratch.CopyTo(block);
        }

        // Lines of the block are frequencies across, columns those down.
        Columns(block, columns, rows);
        Transpose(block, columns, rows, scratch);
        Columns(scratch, rows, columns);
        scratch.CopyTo(block);
    }

    /// <summary>Transforms small blocks, sides of 1 to 4 or 8, without regard to layout: lines and columns in place.</summary>
    public static void InverseSmall(Span<float> block, int rows, int columns)
    {
        Span<float> line = stackalloc float[8];
        for (int x = 0; x < columns; x++)
        {
            for (int y = 0; y < rows; y++)
            {
                line[y] = block[(y * columns) + x];
            }

            Line(line[..rows]);
            for (int y = 0; y < rows; y++)
            {
                block[(y * columns) + x] = line[y];
            }
        }

        for (int y = 0; y < rows; y++)
        {
            Line(block.Slice(y * columns, columns));
        }
    }

    /// <summary>The transform itself of low frequencies, sides of up to 32, by its definition.</summary>
    public static void Forward(ReadOnlySpan<float> pixels, int rows, int columns, Span<float> coefficients)
    {
        Span<float> half = stackalloc float[1024];
        for (int y = 0; y < rows; y++)
        {
            for (int u = 0; u < columns; u++)
            {
                float sum = 0;
                for (int x = 0; x < columns; x++)
                {
                    sum += pixels[(y * columns) + x] * Cosine(columns, u, x);
                }

                half[(y * columns) + u] = sum / columns;
            }
        }

        for (int u = 0; u < columns; u++)
        {
            for (int v = 0; v < rows; v++)
            {
                float sum = 0;
                for (int y = 0; y < rows; y++)
                {
                    sum += half[(y * columns) + u] * Cosine(rows, v, y);
                }

                coefficients[(v * columns) + u] = sum / rows;
            }
        }
    }

    public static void Transpose(ReadOnlySpan<float> from, int rows, int columns, Span<float> to)
    {
        for (int y = 0; y < rows; y += 8)
        {
            for (int x = 0; x < columns; x += 8)
            {
                for (int i = 0; i < 8; i++)
                {
                    ReadOnlySpan<float> line = from.Slice(((y + i) * columns) + x, 8);
                    int at = (x * rows) + y + i;
                    for (int j = 0; j < 8; j++)
                    {
                        to[at] = line[j];
                        at += rows;
                    }
                }
            }
        }
    }

    private static readonly float[][] Cosines = [.. Enumerable.Range(0, 6).Select(log => MakeCosines(1 << log))];

    private static float Cosine(int length, int frequency, int at) => Cosines[System.Numerics.BitOperations.Log2((uint)length)][(frequency * length) + at];

    private static float[] MakeCosines(int length)
    {
        float[] cosines = new float[length * length];
        for (int k = 0; k < length; k++)
        {
            for (int n = 0; n < length; n++)
            {
                cosines[(k * length) + n] = (float)((k == 0 ? 1 : Math.Sqrt(2)) * Math.Cos(((2 * n) + 1) * k * Math.PI / (2 * length)));
            }
        }

        return cosines;
    }

    /// <summary>Transforms the columns of an array of <paramref name="length"/> lines, eight at once.</summary>
    private static void Columns(Span<float> block, int length, int width)
    {
        Span<Vector256<float>> column = stackalloc Vector256<float>[length];
        Span<Vector256<float>> scratch = stackalloc Vector256<float>[length];
        ref float start = ref MemoryMarshal.GetReference(block);
        for (int x = 0; x < width; x += 8)
        {
            for (int y = 0; y < length; y++)
            {
                column[y] = Vector256.LoadUnsafe(ref start, (nuint)((y * width) + x));
            }

            Vectors(column, scratch);
            for (int y = 0; y < length; y++)
            {
                column[y].StoreUnsafe(ref start, (nuint)((y * width) + x));
            }
        }
    }

    private static void Vectors(Span<Vector256<float>> column, Span<Vector256<float>> scratch)
    {
        int half = column.Length / 2;
        if (half == 4)
        {
            Eight(column);
            return;
        }

        for (int i = 0; i < half; i++)
        {
            scratch[i] = column[2 * i];
            scratch[half + i] = column[(2 * i) + 1];
        }

        Span<Vector256<float>> even = scratch[..half], odd = scratch[half..];
        for (int i = half - 1; i > 0; i--)
        {
            odd[i] += odd[i - 1];
        }

        odd[0] *= Sqrt2;
        Vectors(even, column[..half]);
        Vectors(odd, column[half..]);
        ReadOnlySpan<float> factors = Factors[System.Numerics.BitOperations.Log2((uint)column.Length)];
        for (int i = 0; i < half; i++)
        {
            Vector256<float> product = odd[i] * factors[i];
            column[i] = even[i] + product;
            column[column.Length - 1 - i] = even[i] - product;
        }
    }

    private static void Eight(Span<Vector256<float>> c)
    {
        c = c[..8];
        (Vector256<float> e0, Vector256<float> e1, Vector256<float> e2, Vector256<float> e3) = Four(c[0], c[2], c[4], c[6]);
        (Vector256<float> o0, Vector256<float> o1, Vector256<float> o2, Vector256<float> o3) = Four(c[1] * Sqrt2, c[3] + c[1], c[5] + c[3], c[7] + c[5]);
        o0 *= 0.5097955791041592f;
        o1 *= 0.6013448869350453f;
        o2 *= 0.8999762231364156f;
        o3 *= 2.5629154477415055f;
        c[0] = e0 + o0;
        c[7] = e0 - o0;
        c[1] = e1 + o1;
        c[6] = e1 - o1;
        c[2] = e2 + o2;
        c[5] = e2 - o2;
        c[3] = e3 + o3;
        c[4] = e3 - o3;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<float> A, Vector256<float> B, Vector256<float> C, Vector256<float> D) Four(Vector256<float> c0, Vector256<float> c1, Vector256<float> c2, Vector256<float> c3)
    {
        Vector256<float> e0 = c0 + c2, e1 = c0 - c2;
        Vector256<float> a = c1 * Sqrt2, b = c3 + c1;
        Vector256<float> o0 = (a + b) * 0.541196100146197f, o1 = (a - b) * 1.3065629648763764f;
        return (e0 + o0, e1 + o1, e1 - o1, e0 - o0);
    }

    private static void Line(Span<float> line)
    {
        int half = line.Length / 2;
        if (half == 0)
        {
            return;
        }

        Span<float> even = stackalloc float[4], odd = stackalloc float[4];
        even = even[..half];
        odd = odd[..half];
        for (int i = 0; i < half; i++)
        {
            even[i] = line[2 * i];
            odd[i] = line[(2 * i) + 1] + (i > 0 ? line[(2 * i) - 1] : 0);
        }

        odd[0] *= Sqrt2;
        Line(even);
        Line(odd);
        ReadOnlySpan<float> factors = Factors[System.Numerics.BitOperations.Log2((uint)line.Length)];
        for (int i = 0; i < half; i++)
        {
            float product = odd[i] * factors[i];
            line[i] = even[i] + product;
            line[line.Length - 1 - i] = even[i] - product;
        }
    }
}
