using System.Numerics;
using System.Runtime.CompilerServices;
using static Gantry.Codecs.Jpeg2000.CodeBlockContexts;

namespace Gantry.Codecs.Jpeg2000.Encoding;

/// <summary>Encodes the coding passes of one code-block into a single segment (ITU-T T.800 D).</summary>
internal sealed class CodeBlockEncoder
{
    private readonly MqEncoder mq = new();
    private ushort[] flags = [];
    private int[] values = [];
    private byte[] zero = [];
    private int width;
    private int height;
    private int pitch;
    private double gain;

    /// <summary>The last block's bytes.</summary>
    public ReadOnlySpan<byte> Written => mq.Written;

    /// <summary>Encodes every bit plane.</summary>
    /// <param name="coefficients">Quantised, width·height of them.</param>
    /// <param name="passes">Gets one entry for each pass.</param>
    /// <returns>Magnitude bit planes of the block; with none there is nothing to send.</returns>
    public int Encode(int[] coefficients, int blockWidth, int blockHeight, Subband band, List<CodingPass> passes)
    {
        (width, height, pitch, values, gain) = (blockWidth, blockHeight, blockWidth + 2, coefficients, 0);
        uint all = 0;
        foreach (int value in coefficients.AsSpan(0, width * height))
        {
            all |= (uint)Math.Abs(value);
        }

        int planes = 32 - BitOperations.LeadingZeroCount(all);
        if (planes == 0)
        {
            return 0;
        }

        int needed = (width + 2) * (height + 2);
        if (flags.Length < needed)
        {
            flags = new ushort[needed];
        }

        Array.Clear(flags, 0, needed);
        zero = Zero(band);
        mq.Start();
        int first = passes.Count;
        for (int plane = planes - 1; plane >= 0; plane--)
        {
            if (plane < planes - 1)
            {
                SignificancePass(plane);
                passes.Add(new CodingPass(mq.Needed, gain));
                RefinementPass(plane);
                passes.Add(new CodingPass(mq.Needed, gain));
            }

            CleanUpPass(plane);
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

    private void SignificancePass(int plane)
    {
        for (int top = 0; top < height; top += 4)
        {
            int bottom = Math.Min(top + 4, height);
            for (int x = 0; x < width; x++)
            {
                for (int y = top; y < bottom; y++)
                {
                    int at = (y + 1) * pitch + x + 1;
                    int state = flags[at];
                    if ((state & Neighbours) == 0 || (state & Significant) != 0)
                    {
                        continue;
                    }

                    int value = values[y * width + x];
                    int bit = (Math.Abs(value) >> plane) & 1;
                    mq.Encode(zero[state & Neighbours], bit);
                    if (bit == 1)
                    {
                        BecomeSignificant(at, state, value, plane);
                    }

                    flags[at] |= Visited;
                }
            }
        }
    }

    private void RefinementPass(int plane)
    {
        for (int top = 0; top < height; top += 4)
        {
            int bottom = Math.Min(top + 4, height);
            for (int x = 0; x < width; x++)
            {
                for (int y = top; y < bottom; y++)
                {
                    int at = (y + 1) * pitch + x + 1;
                    int state = flags[at];
                    if ((state & (Significant | Visited)) != Significant)
                    {
                        continue;
                    }

                    int magnitude = Math.Abs(values[y * width + x]);
                    mq.Encode((state & Refined) != 0 ? 16 : (state & Neighbours) != 0 ? 15 : 14, (magnitude >> plane) & 1);
                    flags[at] |= Refined;
                    gain += Error(magnitude, plane + 1) - Error(magnitude, plane);
                }
            }
        }
    }

    private void CleanUpPass(int plane)
    {
        for (int top = 0; top < height; top += 4)
        {
            int bottom = Math.Min(top + 4, height);
            for (int x = 0; x < width; x++)
            {
                int y = top;
                bool isKnown = false;
                if (bottom - top == 4 && IsColumnEmpty(top, x))
                {
                    int run = 0;
                    while (run < 4 && ((Math.Abs(values[(top + run) * width + x]) >> plane) & 1) == 0)
                    {
                        run++;
                    }

                    mq.Encode(MqStates.RunContext, run < 4 ? 1 : 0);
                    if (run == 4)
                    {
                        continue;
                    }

                    mq.Encode(MqStates.UniformContext, run >> 1);
                    mq.Encode(MqStates.UniformContext, run & 1);
                    y += run;
                    isKnown = true;
                }

                for (; y < bottom; y++)
                {
                    int at = (y + 1) * pitch + x + 1;
                    int state = flags[at];
                    if (isKnown || (state & (Significant | Visited)) == 0)
                    {
                        int value = values[y * width + x];
                        int bit = (Math.Abs(value) >> plane) & 1;
                        if (!isKnown)
                        {
                            mq.Encode(zero[state & Neighbours], bit);
                        }

                        if (bit == 1)
                        {
                            BecomeSignificant(at, state, value, plane);
                        }
                    }

                    isKnown = false;
                    flags[at] &= unchecked((ushort)~Visited);
                }
            }
        }
    }

    private bool IsColumnEmpty(int top, int x)
    {
        int all = 0;
        for (int y = top; y < top + 4; y++)
        {
            all |= flags[(y + 1) * pitch + x + 1];
        }

        return (all & (Neighbours | Significant | Visited)) == 0;
    }

    /// <summary>Squared error of a significant magnitude of which the planes down to <paramref name="plane"/> are known: decoders take the middle of the interval.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Error(int magnitude, int plane)
    {
        double difference = magnitude + 0.5 - (((magnitude >> plane) << plane) + 0.5 * (1 << plane));
        return difference * difference;
    }

    private void BecomeSignificant(int at, int state, int value, int plane)
    {
        bool isNegative = value < 0;
        int entry = Sign[(state & 0xF) | ((state >> 4) & 0xF0)];
        mq.Encode(entry & 0x7F, (isNegative ? 1 : 0) ^ (entry >> 7));
        int magnitude = Math.Abs(value);
        gain += (magnitude + 0.5) * (magnitude + 0.5) - Error(magnitude, plane);
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
