using System.Numerics;
using System.Runtime.Intrinsics;
using static Gantry.Codecs.Jpeg2000.ColumnFlags;

namespace Gantry.Codecs.Jpeg2000.Encoding;

/// <summary>
/// A code-block's quantised coefficients, one bit plane at a time: a word for each column of a stripe of four rows. In it, by row, lie the plane's bit (from
/// bit 0 on, three apart as in <see cref="ColumnFlags"/>) and the sign (from <see cref="Negative"/> on).
/// </summary>
internal sealed class BlockPlanes
{
    /// <summary>Most rows and columns of a block.</summary>
    public const int Edge = 64;

    /// <summary>Words of a stripe, with one on either side; the first and the last stripe are empty.</summary>
    public const int Pitch = Edge + 2;

    /// <summary>Words of all stripes.</summary>
    public const int Count = Pitch * (Edge / 4 + 2);

    /// <summary>Where a sign lies above the plane's bit.</summary>
    public const int Negative = 16;

    // Sign in the highest bit, and magnitude; zero beyond the block.
    private readonly uint[] samples = new uint[Edge * Edge];
    private readonly uint[] signs = new uint[Count];
    private readonly uint[] words = new uint[Count];
    private int columns;
    private int rows;

    public uint[] Words => words;

    /// <summary>The first word of the stripe that begins with a row.</summary>
    public static int Start(int row) => ((row >> 2) + 1) * Pitch + 1;

    /// <summary>Takes a block in.</summary>
    /// <param name="coefficients">From the block's first on.</param>
    /// <param name="pitch">From one row to the next.</param>
    /// <returns>Magnitude bit planes of the block; none when all is zero.</returns>
    public int Load(ReadOnlySpan<int> coefficients, int pitch, int width, int height)
    {
        (columns, rows) = (width, height);
        if (width < Edge || height < Edge)
        {
            Array.Clear(samples);
        }

        uint all = 0;
        for (int y = 0; y < height; y++)
        {
            all |= Split(coefficients.Slice(y * pitch, width), samples.AsSpan(y * Edge, width));
        }

        Array.Clear(signs);
        Spread(31, Negative, signs, signs);
        return 32 - BitOperations.LeadingZeroCount(all);
    }

    /// <summary>Puts a plane's bits into the words.</summary>
    public void Select(int plane) => Spread(plane, 0, signs, words);

    public uint Magnitude(int x, int y) => samples[y * Edge + x] & 0x7FFFFFFF;

    /// <summary>Signs and magnitudes of a row: always <see cref="Edge"/>, zeros beyond the block.</summary>
    public ReadOnlySpan<uint> Row(int y) => samples.AsSpan(y * Edge, Edge);

    /// <returns>All magnitudes together.</returns>
    internal static uint Split(ReadOnlySpan<int> from, Span<uint> to)
    {
        int x = 0;
        uint all = 0;
        if (from.Length >= Vector<int>.Count)
        {
            Vector<uint> some = Vector<uint>.Zero;
            for (; x + Vector<int>.Count <= from.Length; x += Vector<int>.Count)
            {
                var value = new Vector<int>(from[x..]);
                Vector<uint> magnitude = Vector.AsVectorUInt32(Vector.Abs(value));
                some |= magnitude;
                (magnitude | (Vector.AsVectorUInt32(value) & new Vector<uint>(0x80000000))).CopyTo(to[x..]);
            }

            for (int i = 0; i < Vector<uint>.Count; i++)
            {
                all |= some[i];
            }
        }

        for (; x < from.Length; x++)
        {
            uint magnitude = (uint)Math.Abs(from[x]);
            all |= magnitude;
            to[x] = magnitude | ((uint)from[x] & 0x80000000);
        }

        return all;
    }

    /// <summary>One bit of each sample into the words, eight columns at a time: what is too much lies in a border or in the next stripe, which follows.</summary>
    /// <param name="under">What the words hold already.</param>
    private void Spread(int bit, int at, uint[] under, uint[] to)
    {
        Vector256<uint> one = Vector256.Create(1u);
        for (int y = 0; y < rows; y += 4)
        {
            ref uint sample = ref samples[y * Edge];
            ref uint before = ref under[Start(y)], word = ref to[Start(y)];
            for (int x = 0; x < columns; x += 8)
            {
                Vector256<uint> bits = Vector256.LoadUnsafe(ref before, (nuint)x);
                for (int row = 0; row < 4; row++)
                {
                    bits |= ((Vector256.LoadUnsafe(ref sample, (nuint)(row * Edge + x)) >>> bit) & one) << (at + 3 * row);
                }

                bits.StoreUnsafe(ref word, (nuint)x);
            }
        }
    }
}
