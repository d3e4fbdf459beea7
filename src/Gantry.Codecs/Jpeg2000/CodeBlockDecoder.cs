using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static Gantry.Codecs.Jpeg2000.ColumnFlags;

namespace Gantry.Codecs.Jpeg2000;

/// <summary>
/// Decodes the coding passes of one code-block (ITU-T T.800 D). Coefficients come out with one fractional bit, so that a coefficient whose
/// lower bit planes were not sent lies in the middle of its interval: twice the value, sign and magnitude as an ordinary number.
/// </summary>
/// <remarks>
/// References instead of spans, for speed: <c>flags</c> has a column on either side and a stripe above and below the block's, so that neighbours of any
/// column lie within; <c>output</c> is indexed by rows and columns of the block only; contexts and rows by what the tables themselves hold.
/// </remarks>
internal ref struct CodeBlockDecoder
{
    private readonly int width;
    private readonly int height;
    private readonly bool isCausal;
    private readonly ref uint flags;
    private readonly ref int output;
    private readonly ref byte zero;
    private readonly ref uint contexts;
    private readonly ref uint rows;
    private ref byte segment;
    private MqDecoder mq;
    private RawBitReader raw;
    private bool isRaw;

    private CodeBlockDecoder(CodeBlock block, Span<uint> flags, Span<int> output, Span<uint> contexts, Subband band, bool isCausal)
    {
        width = block.Width;
        height = block.Height;
        this.isCausal = isCausal;
        // The first column of the block's first stripe.
        this.flags = ref flags[width + 2 + 1];
        this.output = ref output[0];
        this.contexts = ref contexts[0];
        zero = ref MemoryMarshal.GetArrayDataReference(Zero(band));
        rows = ref MemoryMarshal.GetArrayDataReference(MqStates.Rows);
    }

    /// <summary>Words of scratch memory for the flags of a block.</summary>
    public static int FlagCount(int width, int height) => (width + 2) * ((height + 3) / 4 + 2);

    /// <param name="block">Segments and pass counts.</param>
    /// <param name="data">Its bytes.</param>
    /// <param name="flags">Scratch of <see cref="FlagCount"/>.</param>
    /// <param name="bytes">Scratch of two more bytes than <paramref name="data"/> has.</param>
    /// <param name="output">width·height coefficients, row by row; cleared here.</param>
    /// <param name="bitPlanes">Magnitude bit planes that are coded: those of the subband less the block's empty ones.</param>
    public static CodecError? Decode(
        CodeBlock block, ReadOnlySpan<byte> data, Span<uint> flags, Span<byte> bytes, Span<int> output, Subband band, CodeBlockStyle style, int bitPlanes)
    {
        flags = flags[..FlagCount(block.Width, block.Height)];
        flags.Clear();
        output = output[..(block.Width * block.Height)];
        output.Clear();
        if (bitPlanes is < 1 or > 30)
        {
            return bitPlanes <= 0 ? null : CodecError.Unsupported(0, $"A code-block of {bitPlanes} bit planes.");
        }

        Span<uint> contexts = stackalloc uint[MqStates.Contexts];
        MqStates.SetInitial(contexts);
        var decoder = new CodeBlockDecoder(block, flags, output, contexts, band, (style & CodeBlockStyle.VerticallyCausal) != 0);
        int plane = bitPlanes;
        int kind = 2;
        int offset = 0;
        foreach (CodeBlockSegment segment in block.Segments)
        {
            ReadOnlySpan<byte> own = data.Slice(offset, segment.Length);
            offset += segment.Length;
            decoder.isRaw = (style & CodeBlockStyle.Bypass) != 0 && kind < 2 && plane <= bitPlanes - 4;
            if (decoder.isRaw)
            {
                decoder.raw = new RawBitReader(own);
            }
            else
            {
                own.CopyTo(bytes);
                bytes[own.Length] = 0xFF;
                bytes[own.Length + 1] = 0xFF;
                decoder.segment = ref bytes[0];
                decoder.mq = new MqDecoder(ref decoder.segment);
            }

            for (int pass = 0; pass < segment.Passes && plane > 0; pass++)
            {
                switch (kind)
                {
                    case 0 when decoder.isRaw:
                        decoder.RawSignificancePass(plane);
                        break;
                    case 0:
                        decoder.SignificancePass(plane);
                        break;
                    case 1 when decoder.isRaw:
                        decoder.RawRefinementPass(plane);
                        break;
                    case 1:
                        decoder.RefinementPass(plane);
                        break;
                    default:
                        decoder.CleanUpPass(plane);
                        decoder.SkipSymbols((style & CodeBlockStyle.SegmentationSymbols) != 0 ? 4 : 0);
                        break;
                }

                if ((style & CodeBlockStyle.ResetContexts) != 0 && !decoder.isRaw)
                {
                    MqStates.SetInitial(contexts);
                }

                if (++kind == 3)
                {
                    kind = 0;
                    plane--;
                }
            }
        }

        return null;
    }

    private void SignificancePass(int plane)
    {
        int width = this.width, height = this.height;
        int oneAndHalf = (1 << plane) | (1 << (plane - 1));
        (uint a, uint c, int left, int at) = (mq.A, mq.C, mq.Left, mq.At);
        ref byte bytes = ref segment;
        ref uint states = ref rows;
        ref uint first = ref contexts;
        ref byte zeroCoding = ref zero;
        for (int top = 0; top < height; top += 4)
        {
            uint within = Within(top);
            ref uint flag = ref Unsafe.Add(ref flags, (top >> 2) * (width + 2));
            ref int sample = ref Unsafe.Add(ref output, top * width);
            for (int x = 0; x < width; x++, flag = ref Unsafe.Add(ref flag, 1), sample = ref Unsafe.Add(ref sample, 1))
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
                    ref uint context = ref Unsafe.Add(ref first, Unsafe.Add(ref zeroCoding, (column >> row) & Neighbourhood));
                    if (MqDecoder.Decode(ref context, ref a, ref c, ref left, ref at, ref bytes, ref states) == 1)
                    {
                        int entry = CodeBlockContexts.Sign[SignIndex(column, Unsafe.Subtract(ref flag, 1), Unsafe.Add(ref flag, 1), row)];
                        int sign = MqDecoder.DecodeEven(ref Unsafe.Add(ref first, entry & 0x7F), ref a, ref c, ref left, ref at, ref bytes, ref states) ^ (entry >> 7);
                        Unsafe.Add(ref sample, Index(row) * width) = (oneAndHalf ^ -sign) + sign;
                        column |= BecomeSignificant(ref flag, width + 2, isCausal, row, (uint)sign);
                        // The row below has a significant neighbour now.
                        due |= (8u << row) & ~(column >> 4) & within;
                    }

                    column |= 1u << (Visited + row);
                    due &= due - 1;
                }
                while (due != 0);
                flag = column;
            }
        }

        (mq.A, mq.C, mq.Left, mq.At) = (a, c, left, at);
    }

    private void RefinementPass(int plane)
    {
        int width = this.width, height = this.height;
        int half = 1 << (plane - 1);
        (uint a, uint c, int left, int at) = (mq.A, mq.C, mq.Left, mq.At);
        ref byte bytes = ref segment;
        ref uint states = ref rows;
        ref uint first = ref contexts;
        for (int top = 0; top < height; top += 4)
        {
            ref uint flag = ref Unsafe.Add(ref flags, (top >> 2) * (width + 2));
            ref int sample = ref Unsafe.Add(ref output, top * width);
            for (int x = 0; x < width; x++)
            {
                uint column = flag;
                // Rows beyond the block are never significant.
                uint all = ToRefine(column);
                for (uint due = all; due != 0; due &= due - 1)
                {
                    int row = BitOperations.TrailingZeroCount(due);
                    ref uint context = ref Unsafe.Add(ref first, RefinementContext(column, row));
                    int bit = MqDecoder.DecodeEven(ref context, ref a, ref c, ref left, ref at, ref bytes, ref states);
                    Refine(ref Unsafe.Add(ref sample, Index(row) * width), bit, half);
                }

                flag = column | (all << Refined);
                flag = ref Unsafe.Add(ref flag, 1);
                sample = ref Unsafe.Add(ref sample, 1);
            }
        }

        (mq.A, mq.C, mq.Left, mq.At) = (a, c, left, at);
    }

    private void CleanUpPass(int plane)
    {
        int width = this.width, height = this.height;
        int oneAndHalf = (1 << plane) | (1 << (plane - 1));
        (uint a, uint c, int left, int at) = (mq.A, mq.C, mq.Left, mq.At);
        ref byte bytes = ref segment;
        ref uint states = ref rows;
        ref uint first = ref contexts;
        ref byte zeroCoding = ref zero;
        for (int top = 0; top < height; top += 4)
        {
            uint within = Within(top);
            ref uint flag = ref Unsafe.Add(ref flags, (top >> 2) * (width + 2));
            ref int sample = ref Unsafe.Add(ref output, top * width);
            for (int x = 0; x < width; x++, flag = ref Unsafe.Add(ref flag, 1), sample = ref Unsafe.Add(ref sample, 1))
            {
                uint column = flag;
                uint due = ~(column >> 4) & ~(column >> Visited) & within;
                bool isKnown = false;
                if ((column & (AllSignificance | AllVisited)) == 0 && within == Rows)
                {
                    if (MqDecoder.Decode(ref Unsafe.Add(ref first, MqStates.RunContext), ref a, ref c, ref left, ref at, ref bytes, ref states) == 0)
                    {
                        continue;
                    }

                    ref uint uniform = ref Unsafe.Add(ref first, MqStates.UniformContext);
                    int run = MqDecoder.DecodeEven(ref uniform, ref a, ref c, ref left, ref at, ref bytes, ref states) << 1;
                    run |= MqDecoder.DecodeEven(ref uniform, ref a, ref c, ref left, ref at, ref bytes, ref states);
                    due = Rows & (Rows << (3 * run));
                    isKnown = true;
                }

                for (; due != 0; due &= due - 1)
                {
                    int row = BitOperations.TrailingZeroCount(due);
                    ref uint context = ref Unsafe.Add(ref first, Unsafe.Add(ref zeroCoding, (column >> row) & Neighbourhood));
                    if (isKnown || MqDecoder.Decode(ref context, ref a, ref c, ref left, ref at, ref bytes, ref states) == 1)
                    {
                        int entry = CodeBlockContexts.Sign[SignIndex(column, Unsafe.Subtract(ref flag, 1), Unsafe.Add(ref flag, 1), row)];
                        int sign = MqDecoder.DecodeEven(ref Unsafe.Add(ref first, entry & 0x7F), ref a, ref c, ref left, ref at, ref bytes, ref states) ^ (entry >> 7);
                        Unsafe.Add(ref sample, Index(row) * width) = (oneAndHalf ^ -sign) + sign;
                        column |= BecomeSignificant(ref flag, width + 2, isCausal, row, (uint)sign);
                        isKnown = false;
                    }
                }

                flag = column & ~AllVisited;
            }
        }

        (mq.A, mq.C, mq.Left, mq.At) = (a, c, left, at);
    }

    private void SkipSymbols(int count)
    {
        for (int i = 0; i < count; i++)
        {
            MqDecoder.Decode(
                ref Unsafe.Add(ref contexts, MqStates.UniformContext), ref mq.A, ref mq.C, ref mq.Left, ref mq.At, ref segment, ref rows);
        }
    }

    private void RawSignificancePass(int plane)
    {
        int oneAndHalf = (1 << plane) | (1 << (plane - 1));
        for (int top = 0; top < height; top += 4)
        {
            uint within = Within(top);
            for (int x = 0; x < width; x++)
            {
                ref uint flag = ref Unsafe.Add(ref flags, (top >> 2) * (width + 2) + x);
                for (uint due = Candidates(flag) & within; due != 0; due &= due - 1)
                {
                    int row = BitOperations.TrailingZeroCount(due);
                    if (raw.Read() == 1)
                    {
                        int sign = raw.Read();
                        Unsafe.Add(ref output, (top + Index(row)) * width + x) = (oneAndHalf ^ -sign) + sign;
                        flag |= BecomeSignificant(ref flag, width + 2, isCausal, row, (uint)sign);
                        due |= (8u << row) & ~(flag >> 4) & within;
                    }

                    flag |= 1u << (Visited + row);
                }
            }
        }
    }

    private void RawRefinementPass(int plane)
    {
        for (int top = 0; top < height; top += 4)
        {
            for (int x = 0; x < width; x++)
            {
                ref uint flag = ref Unsafe.Add(ref flags, (top >> 2) * (width + 2) + x);
                for (uint due = ToRefine(flag); due != 0; due &= due - 1)
                {
                    int row = BitOperations.TrailingZeroCount(due);
                    Refine(ref Unsafe.Add(ref output, (top + Index(row)) * width + x), raw.Read(), 1 << (plane - 1));
                    flag |= 1u << (Refined + row);
                }
            }
        }
    }

    /// <summary>Rows of the stripe that the block has.</summary>
    private readonly uint Within(int top) => Rows >> (3 * Math.Max(0, 4 - (height - top)));

    /// <summary>The half of the plane above was assumed: it becomes a half of this one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Refine(ref int value, int bit, int half)
    {
        int less = (bit - 1) ^ (value >> 31);
        value += (half ^ less) - less;
    }
}
