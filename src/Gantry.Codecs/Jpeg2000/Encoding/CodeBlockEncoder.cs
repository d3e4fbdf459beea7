using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using static Gantry.Codecs.Jpeg2000.ColumnFlags;

namespace Gantry.Codecs.Jpeg2000.Encoding;

/// <summary>Encodes the coding passes of one code-block into a single segment (ITU-T T.800 D).</summary>
/// <remarks>References instead of spans, for speed; the flags are laid out as in <see cref="CodeBlockDecoder"/>, with a border on every side.</remarks>
internal sealed class CodeBlockEncoder
{
    private const uint Sign = 0x80000000;
    private readonly MqEncoder mq = new();
    private readonly uint[] contexts = new uint[MqStates.Contexts];
    private uint[] flags = [];

    /// <summary>Sign and magnitude; the four samples of a column of a stripe lie side by side, columns of a stripe follow.</summary>
    private uint[] samples = [];

    private byte[] zero = [];
    private int width;
    private int height;

    /// <summary>The last block's bytes.</summary>
    public ReadOnlySpan<byte> Written => mq.Written;

    /// <summary>Encodes every bit plane.</summary>
    /// <param name="coefficients">Quantised, width·height of them.</param>
    /// <param name="passes">Gets one entry for each pass.</param>
    /// <returns>Magnitude bit planes of the block; with none there is nothing to send.</returns>
    public int Encode(ReadOnlySpan<int> coefficients, int blockWidth, int blockHeight, Subband band, List<CodingPass> passes)
    {
        (width, height) = (blockWidth, blockHeight);
        int planes = 32 - BitOperations.LeadingZeroCount(Load(coefficients));
        if (planes == 0)
        {
            return 0;
        }

        zero = Zero(band);
        MqStates.SetInitial(contexts);
        mq.Start();
        int first = passes.Count;
        double gain = 0;
        for (int plane = planes - 1; plane >= 0; plane--)
        {
            if (plane < planes - 1)
            {
                gain += SignificancePass(plane);
                passes.Add(new CodingPass(mq.Needed, gain));
                gain += RefinementPass(plane);
                passes.Add(new CodingPass(mq.Needed, gain));
            }

            gain += CleanUpPass(plane);
            passes.Add(new CodingPass(mq.Needed, gain));
        }

        mq.Flush();
        int length = mq.Written.Length;
        for (int i = first; i < passes.Count; i++)
        {
            passes[i] = passes[i] with { Length = i == passes.Count - 1 ? length : Math.Min(passes[i].Length, length) };
        }

        return planes;
    }

    /// <returns>All magnitudes together.</returns>
    private uint Load(ReadOnlySpan<int> coefficients)
    {
        int stripes = (height + 3) / 4;
        int needed = CodeBlockDecoder.FlagCount(width, height);
        if (flags.Length < needed || samples.Length < 4 * width * stripes)
        {
            flags = new uint[needed];
            samples = new uint[4 * width * stripes];
        }

        Array.Clear(flags, 0, needed);
        uint all = 0;
        for (int y = 0; y < 4 * stripes; y++)
        {
            Span<uint> to = samples.AsSpan((y >> 2) * 4 * width + (y & 3));
            if (y >= height)
            {
                for (int x = 0; x < width; x++)
                {
                    to[4 * x] = 0;
                }

                continue;
            }

            ReadOnlySpan<int> row = coefficients.Slice(y * width, width);
            for (int x = 0; x < row.Length; x++)
            {
                int value = row[x];
                uint magnitude = (uint)Math.Abs(value);
                all |= magnitude;
                to[4 * x] = magnitude | ((uint)value & Sign);
            }
        }

        return all;
    }

    /// <returns>By how much the squared error becomes less.</returns>
    private double SignificancePass(int plane)
    {
        (uint a, uint c, int left) = (mq.A, mq.C, mq.Left);
        ref uint states = ref MemoryMarshal.GetArrayDataReference(MqStates.Rows);
        ref uint first = ref MemoryMarshal.GetArrayDataReference(contexts);
        ref byte zeroCoding = ref MemoryMarshal.GetArrayDataReference(zero);
        ref uint sample = ref MemoryMarshal.GetArrayDataReference(samples);
        long sum = 0;
        int count = 0;
        for (int top = 0; top < height; top += 4)
        {
            uint within = Within(top);
            ref uint flag = ref flags[((top >> 2) + 1) * (width + 2) + 1];
            for (int x = 0; x < width; x++, flag = ref Unsafe.Add(ref flag, 1), sample = ref Unsafe.Add(ref sample, 4))
            {
                uint column = flag;
                uint due = Candidates(column) & within;
                if (due == 0)
                {
                    continue;
                }

                do
                {
                    int row = BitOperations.TrailingZeroCount(due);
                    uint value = Unsafe.Add(ref sample, Index(row));
                    uint bit = (value >> plane) & 1;
                    MqEncoder.Encode(ref Unsafe.Add(ref first, Unsafe.Add(ref zeroCoding, (column >> row) & Neighbourhood)), bit, ref a, ref c, ref left, mq, ref states);
                    if (bit == 1)
                    {
                        int entry = CodeBlockContexts.Sign[SignIndex(column, Unsafe.Subtract(ref flag, 1), Unsafe.Add(ref flag, 1), row)];
                        MqEncoder.Encode(ref Unsafe.Add(ref first, entry & 0x7F), (value >> 31) ^ (uint)(entry >> 7), ref a, ref c, ref left, mq, ref states);
                        column |= BecomeSignificant(ref flag, width + 2, isCausal: false, row, value >> 31);
                        due |= (8u << row) & ~(column >> 4) & within;
                        sum += value & ~Sign;
                        count++;
                    }

                    column |= 1u << (Visited + row);
                    due &= due - 1;
                }
                while (due != 0);
                flag = column;
            }
        }

        (mq.A, mq.C, mq.Left) = (a, c, left);
        return FirstGain(plane, sum, count);
    }

    private double RefinementPass(int plane)
    {
        (uint a, uint c, int left) = (mq.A, mq.C, mq.Left);
        ref uint states = ref MemoryMarshal.GetArrayDataReference(MqStates.Rows);
        ref uint first = ref MemoryMarshal.GetArrayDataReference(contexts);
        ref uint sample = ref MemoryMarshal.GetArrayDataReference(samples);
        uint mask = (2u << plane) - 1;
        long sum = 0;
        int count = 0;
        for (int top = 0; top < height; top += 4)
        {
            ref uint flag = ref flags[((top >> 2) + 1) * (width + 2) + 1];
            for (int x = 0; x < width; x++, flag = ref Unsafe.Add(ref flag, 1), sample = ref Unsafe.Add(ref sample, 4))
            {
                uint column = flag;
                uint all = ToRefine(column);
                for (uint due = all; due != 0; due &= due - 1)
                {
                    int row = BitOperations.TrailingZeroCount(due);
                    uint value = Unsafe.Add(ref sample, Index(row));
                    MqEncoder.Encode(ref Unsafe.Add(ref first, RefinementContext(column, row)), (value >> plane) & 1, ref a, ref c, ref left, mq, ref states);
                    sum += Math.Abs((int)((2 * (value & mask)) + 1 - mask - 1));
                    count++;
                }

                flag = column | (all << Refined);
            }
        }

        (mq.A, mq.C, mq.Left) = (a, c, left);
        double half = Math.ScaleB(0.5, plane);
        // The error was a half of the plane above's interval away from its middle, and becomes less by the half that is added or taken.
        return half * sum - count * half * half;
    }

    private double CleanUpPass(int plane)
    {
        (uint a, uint c, int left) = (mq.A, mq.C, mq.Left);
        ref uint states = ref MemoryMarshal.GetArrayDataReference(MqStates.Rows);
        ref uint first = ref MemoryMarshal.GetArrayDataReference(contexts);
        ref byte zeroCoding = ref MemoryMarshal.GetArrayDataReference(zero);
        ref uint sample = ref MemoryMarshal.GetArrayDataReference(samples);
        long sum = 0;
        int count = 0;
        for (int top = 0; top < height; top += 4)
        {
            uint within = Within(top);
            ref uint flag = ref flags[((top >> 2) + 1) * (width + 2) + 1];
            for (int x = 0; x < width; x++, flag = ref Unsafe.Add(ref flag, 1), sample = ref Unsafe.Add(ref sample, 4))
            {
                uint column = flag;
                uint due = ~(column >> 4) & ~(column >> Visited) & within;
                bool isKnown = false;
                if ((column & (AllSignificance | AllVisited)) == 0 && within == Rows)
                {
                    // The plane's bit of the four samples, in the sign bits of a vector.
                    uint bits = Vector128.ShiftLeft(Vector128.LoadUnsafe(ref sample), 31 - plane).ExtractMostSignificantBits();
                    ref uint running = ref Unsafe.Add(ref first, MqStates.RunContext);
                    if (bits == 0)
                    {
                        MqEncoder.Encode(ref running, 0, ref a, ref c, ref left, mq, ref states);
                        continue;
                    }

                    uint run = (uint)BitOperations.TrailingZeroCount(bits);
                    ref uint uniform = ref Unsafe.Add(ref first, MqStates.UniformContext);
                    MqEncoder.Encode(ref running, 1, ref a, ref c, ref left, mq, ref states);
                    MqEncoder.Encode(ref uniform, run >> 1, ref a, ref c, ref left, mq, ref states);
                    MqEncoder.Encode(ref uniform, run & 1, ref a, ref c, ref left, mq, ref states);
                    due = Rows & (Rows << (int)(3 * run));
                    isKnown = true;
                }

                for (; due != 0; due &= due - 1)
                {
                    int row = BitOperations.TrailingZeroCount(due);
                    uint value = Unsafe.Add(ref sample, Index(row));
                    uint bit = (value >> plane) & 1;
                    if (!isKnown)
                    {
                        MqEncoder.Encode(ref Unsafe.Add(ref first, Unsafe.Add(ref zeroCoding, (column >> row) & Neighbourhood)), bit, ref a, ref c, ref left, mq, ref states);
                    }

                    if (bit == 1)
                    {
                        int entry = CodeBlockContexts.Sign[SignIndex(column, Unsafe.Subtract(ref flag, 1), Unsafe.Add(ref flag, 1), row)];
                        MqEncoder.Encode(ref Unsafe.Add(ref first, entry & 0x7F), (value >> 31) ^ (uint)(entry >> 7), ref a, ref c, ref left, mq, ref states);
                        column |= BecomeSignificant(ref flag, width + 2, isCausal: false, row, value >> 31);
                        sum += value & ~Sign;
                        count++;
                    }

                    isKnown = false;
                }

                flag = column & ~AllVisited;
            }
        }

        (mq.A, mq.C, mq.Left) = (a, c, left);
        return FirstGain(plane, sum, count);
    }

    /// <summary>Rows of the stripe that the block has.</summary>
    private uint Within(int top) => Rows >> (3 * Math.Max(0, 4 - (height - top)));

    /// <summary>
    /// What samples gain that become significant: their error was themselves (and the half that quantising took, on average), and is then the distance to
    /// one and a half of the plane.
    /// </summary>
    private static double FirstGain(int plane, long sum, int count)
    {
        double scale = Math.ScaleB(1, plane);
        return 3 * scale * (sum + 0.5 * count) - 2.25 * scale * scale * count;
    }
}
