using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static Gantry.Codecs.Jpeg2000.CodeBlockContexts;

namespace Gantry.Codecs.Jpeg2000;

/// <summary>
/// Decodes the coding passes of one code-block (ITU-T T.800 D). Coefficients come out with one fractional bit, so that a coefficient whose
/// lower bit planes were not sent lies in the middle of its interval: twice the value, sign and magnitude as an ordinary number.
/// </summary>
internal ref struct CodeBlockDecoder
{
    private readonly int width;
    private readonly int height;
    private readonly int pitch;
    private readonly Span<ushort> flags;
    private readonly Span<int> output;
    private readonly ReadOnlySpan<byte> zero;
    private readonly CodeBlockStyle style;
    private MqDecoder mq;
    private RawBitReader raw;
    private bool isRaw;

    private CodeBlockDecoder(int width, int height, Span<ushort> flags, Span<int> output, Subband band, CodeBlockStyle style)
    {
        this.width = width;
        this.height = height;
        this.flags = flags;
        this.output = output;
        this.style = style;
        pitch = width + 2;
        zero = Zero(band);
        mq = new MqDecoder([]);
    }

    /// <summary>Flags for a block of any size that the standard allows, edges included.</summary>
    public static int FlagCount(int width, int height) => (width + 2) * (height + 2);

    /// <param name="block">Segments and pass counts.</param>
    /// <param name="flags">Scratch of <see cref="FlagCount"/>.</param>
    /// <param name="output">width·height coefficients, row by row; cleared here.</param>
    /// <param name="bitPlanes">Magnitude bit planes that are coded: those of the subband less the block's empty ones.</param>
    public static CodecError? Decode(CodeBlock block, ReadOnlySpan<byte> data, Span<ushort> flags, Span<int> output, Subband band, CodeBlockStyle style, int bitPlanes)
    {
        flags = flags[..FlagCount(block.Width, block.Height)];
        flags.Clear();
        output = output[..(block.Width * block.Height)];
        output.Clear();
        if (bitPlanes is < 1 or > 30)
        {
            return bitPlanes <= 0 ? null : CodecError.Unsupported(0, $"A code-block of {bitPlanes} bit planes.");
        }

        var decoder = new CodeBlockDecoder(block.Width, block.Height, flags, output, band, style);
        int plane = bitPlanes;
        int kind = 2;
        int offset = 0;
        bool isFirst = true;
        foreach (CodeBlockSegment segment in block.Segments)
        {
            ReadOnlySpan<byte> bytes = data.Slice(offset, segment.Length);
            offset += segment.Length;
            decoder.isRaw = (style & CodeBlockStyle.Bypass) != 0 && kind < 2 && plane <= bitPlanes - 4;
            if (decoder.isRaw)
            {
                decoder.raw = new RawBitReader(bytes);
            }
            else
            {
                decoder.mq = isFirst ? new MqDecoder(bytes) : decoder.mq.Continue(bytes);
                isFirst = false;
            }

            for (int pass = 0; pass < segment.Passes && plane > 0; pass++)
            {
                switch (kind)
                {
                    case 0:
                        decoder.SignificancePass(plane);
                        break;
                    case 1:
                        decoder.RefinementPass(plane);
                        break;
                    default:
                        decoder.CleanUpPass(plane);
                        break;
                }

                if ((style & CodeBlockStyle.ResetContexts) != 0 && !decoder.isRaw)
                {
                    decoder.mq.ResetContexts();
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
        int oneAndHalf = (1 << plane) | (1 << (plane - 1));
        for (int top = 0; top < height; top += 4)
        {
            int bottom = Math.Min(top + 4, height);
            for (int x = 0; x < width; x++)
            {
                for (int y = top; y < bottom; y++)
                {
                    int at = (y + 1) * pitch + x + 1;
                    int state = State(at, y, bottom);
                    if ((state & Neighbours) == 0 || (state & Significant) != 0)
                    {
                        continue;
                    }

                    int bit = isRaw ? raw.Read() : mq.Decode(zero[state & Neighbours]);
                    if (bit == 1)
                    {
                        bool isNegative = isRaw ? raw.Read() == 1 : DecodeSign(state);
                        output[y * width + x] = isNegative ? -oneAndHalf : oneAndHalf;
                        BecomeSignificant(at, isNegative);
                    }

                    flags[at] |= Visited;
                }
            }
        }
    }

    private void RefinementPass(int plane)
    {
        int half = 1 << (plane - 1);
        for (int top = 0; top < height; top += 4)
        {
            int bottom = Math.Min(top + 4, height);
            for (int x = 0; x < width; x++)
            {
                for (int y = top; y < bottom; y++)
                {
                    int at = (y + 1) * pitch + x + 1;
                    int state = State(at, y, bottom);
                    if ((state & (Significant | Visited)) != Significant)
                    {
                        continue;
                    }

                    int bit = isRaw
                        ? raw.Read()
                        : mq.Decode((state & Refined) != 0 ? 16 : (state & Neighbours) != 0 ? 15 : 14);
                    ref int value = ref output[y * width + x];
                    // The half of the plane above was assumed: it becomes a half of this one.
                    int change = bit == 1 ? half : -half;
                    value += value < 0 ? -change : change;
                    flags[at] |= Refined;
                }
            }
        }
    }

    private void CleanUpPass(int plane)
    {
        int oneAndHalf = (1 << plane) | (1 << (plane - 1));
        for (int top = 0; top < height; top += 4)
        {
            int bottom = Math.Min(top + 4, height);
            for (int x = 0; x < width; x++)
            {
                int y = top;
                bool isKnown = false;
                if (bottom - top == 4 && IsColumnEmpty(top, x, bottom))
                {
                    if (mq.Decode(MqDecoder.RunContext) == 0)
                    {
                        continue;
                    }

                    y += (mq.Decode(MqDecoder.UniformContext) << 1) | mq.Decode(MqDecoder.UniformContext);
                    isKnown = true;
                }

                for (; y < bottom; y++)
                {
                    int at = (y + 1) * pitch + x + 1;
                    int state = State(at, y, bottom);
                    if (!isKnown && (state & (Significant | Visited)) != 0)
                    {
                        flags[at] &= unchecked((ushort)~Visited);
                        continue;
                    }

                    if (isKnown || mq.Decode(zero[state & Neighbours]) == 1)
                    {
                        bool isNegative = DecodeSign(state);
                        output[y * width + x] = isNegative ? -oneAndHalf : oneAndHalf;
                        BecomeSignificant(at, isNegative);
                    }

                    isKnown = false;
                    flags[at] &= unchecked((ushort)~Visited);
                }
            }
        }

        if ((style & CodeBlockStyle.SegmentationSymbols) != 0)
        {
            for (int i = 0; i < 4; i++)
            {
                mq.Decode(MqDecoder.UniformContext);
            }
        }
    }

    private readonly bool IsColumnEmpty(int top, int x, int bottom)
    {
        int all = 0;
        for (int y = top; y < bottom; y++)
        {
            all |= State((y + 1) * pitch + x + 1, y, bottom);
        }

        return (all & (Neighbours | Significant | Visited)) == 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int State(int at, int y, int bottom)
    {
        int state = flags[at];
        return (style & CodeBlockStyle.VerticallyCausal) != 0 && y == bottom - 1 ? state & ~Below : state;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool DecodeSign(int state)
    {
        int entry = Sign[(state & 0xF) | ((state >> 4) & 0xF0)];
        return (mq.Decode(entry & 0x7F) ^ (entry >> 7)) == 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void BecomeSignificant(int at, bool isNegative)
    {
        flags[at] |= Significant;
        flags[at - pitch - 1] |= SouthEast;
        flags[at - pitch] |= (ushort)(South | (isNegative ? SouthNegative : 0));
        flags[at - pitch + 1] |= SouthWest;
        flags[at - 1] |= (ushort)(East | (isNegative ? EastNegative : 0));
        flags[at + 1] |= (ushort)(West | (isNegative ? WestNegative : 0));
        flags[at + pitch - 1] |= NorthEast;
        flags[at + pitch] |= (ushort)(North | (isNegative ? NorthNegative : 0));
        flags[at + pitch + 1] |= NorthWest;
    }
}
