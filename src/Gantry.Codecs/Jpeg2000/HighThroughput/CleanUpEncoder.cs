using System.Numerics;
using Gantry.Codecs.Jpeg2000.Encoding;

namespace Gantry.Codecs.Jpeg2000.HighThroughput;

/// <summary>The clean-up pass of a high-throughput code-block (ITU-T T.814 7.3), coded down to the last bit plane.</summary>
internal sealed class CleanUpEncoder
{
    private readonly MelEncoder mel = new();
    private readonly BackwardBitWriter codes = new();
    private readonly ForwardBitWriter magnitudes = new();
    private uint[] significance = [];
    private uint[] exponents = [];
    private int width;
    private int height;

    // The quad at hand: twice the magnitude less two with the sign below, by sample; and what the row's tables need.
    private readonly uint[] values = new uint[4];

    /// <param name="coefficients">From the block's first on.</param>
    /// <param name="pitch">From one row of them to the next.</param>
    /// <returns>False for a block of zeros, of which nothing is sent.</returns>
    public bool Encode(ReadOnlySpan<int> coefficients, int pitch, int blockWidth, int blockHeight, ByteBuffer output)
    {
        (width, height) = (blockWidth, blockHeight);
        if (IsZero(coefficients, pitch))
        {
            return false;
        }

        mel.Start();
        codes.Start();
        magnitudes.Start();
        int wide = (width + 1) / 2;
        if (significance.Length < wide + 2)
        {
            significance = new uint[wide + 2];
            exponents = new uint[wide + 2];
        }

        Array.Clear(significance);
        Array.Clear(exponents);
        for (int row = 0; 2 * row < height; row++)
        {
            EncodeRow(coefficients[(2 * row * pitch)..], pitch, row, wide);
        }

        magnitudes.Flush();
        mel.Flush();
        codes.Flush();
        Span<byte> reversed = codes.Written;
        int suffix = mel.Written.Length + reversed.Length + 1;
        reversed[0] = (byte)((reversed[0] & 0xF0) | (suffix & 15));
        reversed.Reverse();
        output.Add(magnitudes.Written);
        output.Add(mel.Written);
        output.Add(reversed);
        output.Add((byte)(suffix >> 4));
        return true;
    }

    private bool IsZero(ReadOnlySpan<int> coefficients, int pitch)
    {
        for (int y = 0; y < height; y++)
        {
            if (coefficients.Slice(y * pitch, width).ContainsAnyExcept(0))
            {
                return false;
            }
        }

        return true;
    }

    private void EncodeRow(ReadOnlySpan<int> coefficients, int pitch, int row, int wide)
    {
        uint left = 0, aboveLeft = 0, carried = 0;
        for (int q = 1; q <= wide; q += 2)
        {
            int first = EncodeQuad(coefficients, pitch, row, q, ref left, ref aboveLeft, ref carried);
            int second = q < wide ? EncodeQuad(coefficients, pitch, row, q + 1, ref left, ref aboveLeft, ref carried) : 0;
            EncodeOffsets(first, second, row == 0);
        }

        exponents[wide + 1] = carried;
    }

    /// <returns>By how much the exponent bound is above what the row above predicts.</returns>
    private int EncodeQuad(ReadOnlySpan<int> coefficients, int pitch, int row, int q, ref uint left, ref uint aboveLeft, ref uint carried)
    {
        uint significant = 0, joined = 0;
        for (int n = 0; n < 4; n++)
        {
            int x = 2 * (q - 1) + (n >> 1), y = 2 * row + (n & 1);
            int value = x < width && y < height ? coefficients[(n & 1) * pitch + x] : 0;
            values[n] = 0;
            if (value != 0)
            {
                significant |= 1u << n;
                values[n] = (uint)(2 * (Math.Abs(value) - 1)) | (value < 0 ? 1u : 0);
                joined |= values[n] | 1;
            }
        }

        int predicted = 1;
        uint context;
        if (row == 0)
        {
            context = CleanUpDecoder.FirstContext(left);
        }
        else
        {
            context = CleanUpDecoder.Context(left, aboveLeft, significance[q], significance[q + 1]);
            if ((significant & (significant - 1)) != 0)
            {
                predicted = Math.Max(1, 31 - BitOperations.LeadingZeroCount(exponents[q] | exponents[q + 1] | 1));
            }
        }

        int top = 32 - BitOperations.LeadingZeroCount(joined);
        int bound = Math.Max(top, predicted);
        uint reaching = 0;
        for (int n = 0; n < 4 && bound > predicted; n++)
        {
            if (((significant >> n) & 1) != 0 && (values[n] | 1) >> (top - 1) != 0)
            {
                reaching |= 1u << n;
            }
        }

        uint known = 0;
        if (context == 0)
        {
            mel.Encode(significant != 0);
        }

        if (context != 0 || significant != 0)
        {
            uint code = (row == 0 ? QuadCodeTables.FirstRow : QuadCodeTables.OtherRows)[(int)((context << 8) | (significant << 4) | reaching)];
            codes.Write(code & 127, (int)((code >> 7) & 7));
            known = code >> 10;
        }

        for (int n = 0; n < 4; n++)
        {
            if (((significant >> n) & 1) != 0)
            {
                int length = bound - (int)((known >> n) & 1);
                magnitudes.Write(values[n] & ((1u << length) - 1), length);
            }
        }

        exponents[q] = carried | (((significant >> 1) & 1) != 0 ? values[1] | 1 : 0);
        carried = (significant >> 3) != 0 ? values[3] | 1 : 0;
        aboveLeft = significance[q];
        significance[q] = significant;
        left = significant;
        return bound - predicted;
    }

    private void EncodeOffsets(int first, int second, bool isFirstRow)
    {
        if (isFirstRow && first > 0 && second > 0)
        {
            bool bothAboveTwo = first > 2 && second > 2;
            mel.Encode(bothAboveTwo);
            if (bothAboveTwo)
            {
                first -= 2;
                second -= 2;
            }
            else if (first > 2)
            {
                // The second is one or two then, and one bit says which.
                WritePrefix(first);
                codes.Write((uint)second - 1, 1);
                WriteSuffix(first);
                WriteExtension(first);
                return;
            }
        }

        WritePrefix(first);
        WritePrefix(second);
        WriteSuffix(first);
        WriteSuffix(second);
        WriteExtension(first);
        WriteExtension(second);
    }

    private void WritePrefix(int offset)
    {
        switch (offset)
        {
            case 0:
                break;
            case 1:
                codes.Write(1, 1);
                break;
            case 2:
                codes.Write(2, 2);
                break;
            case <= 4:
                codes.Write(4, 3);
                break;
            default:
                codes.Write(0, 3);
                break;
        }
    }

    private void WriteSuffix(int offset)
    {
        if (offset > 4)
        {
            codes.Write((uint)(offset < 33 ? offset - 5 : 28 + (offset - 33) % 4), 5);
        }
        else if (offset > 2)
        {
            codes.Write((uint)offset - 3, 1);
        }
    }

    private void WriteExtension(int offset)
    {
        if (offset >= 33)
        {
            codes.Write((uint)(offset - 33) / 4, 4);
        }
    }
}
