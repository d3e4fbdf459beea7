using System.Numerics;
using System.Runtime.CompilerServices;
using static Gantry.Codecs.Jpeg2000.ColumnFlags;

namespace Gantry.Codecs.Jpeg2000.Encoding;

/// <summary>
/// The coding passes of one bit plane (ITU-T T.800 D.3, D.4): each writes its decisions, context and bit, for <see cref="MqEncoder"/>. Arithmetic coding apart
/// from the modelling leaves each with few registers, and with branches that seldom depend on the samples.
/// </summary>
/// <remarks>
/// References instead of spans: flags and words are laid out as in <see cref="BlockPlanes"/>, with a border, so that the neighbours of any column lie within;
/// a pass brings at most <see cref="MostDecisions"/>.
/// </remarks>
internal static class CodingPasses
{
    /// <summary>Two for each sample, and two where a run ends.</summary>
    public const int MostDecisions = (2 * BlockPlanes.Edge * BlockPlanes.Edge) + (BlockPlanes.Edge * BlockPlanes.Edge / 2) + 8;

    /// <summary>The significance propagation pass.</summary>
    /// <param name="flags">Those of the first column; as <see cref="ColumnFlags"/> says.</param>
    /// <param name="words">Those of the first column.</param>
    /// <param name="zero">Contexts of the subband.</param>
    /// <param name="decisions">Gets the decisions.</param>
    /// <returns>How many there are.</returns>
    public static int Significance(ref uint flags, ref uint words, ref byte zero, ref byte decisions, int width, int height)
    {
        ref byte to = ref decisions;
        ref byte sign = ref Unsafe.AsRef(in CodeBlockContexts.Sign[0]);
        for (; height > 0; height -= 4)
        {
            uint within = Within(height);
            for (nint x = 0; x < width; x++)
            {
                uint due = Candidates(Unsafe.Add(ref flags, x)) & within;
                if (due != 0)
                {
                    to = ref Code(ref Unsafe.Add(ref flags, x), Unsafe.Add(ref flags, x), 0, Unsafe.Add(ref words, x), due, within, ref zero, ref sign, ref to, 0);
                }
            }

            flags = ref Unsafe.Add(ref flags, BlockPlanes.Pitch);
            words = ref Unsafe.Add(ref words, BlockPlanes.Pitch);
        }

        return (int)Unsafe.ByteOffset(ref decisions, ref to);
    }

    /// <summary>The magnitude refinement pass.</summary>
    public static int Refinement(ref uint flags, ref uint words, ref byte decisions, int width, int height)
    {
        ref byte to = ref decisions;
        for (; height > 0; height -= 4)
        {
            for (nint x = 0; x < width; x++)
            {
                uint column = Unsafe.Add(ref flags, x);
                uint word = Unsafe.Add(ref words, x);
                // Rows beyond the block are never significant.
                uint all = ToRefine(column);
                for (uint due = all; due != 0; due &= due - 1)
                {
                    int row = BitOperations.TrailingZeroCount(due);
                    to = (byte)((uint)RefinementContext(column, row) | (((word >> row) & 1) << 7));
                    to = ref Unsafe.Add(ref to, 1);
                }

                Unsafe.Add(ref flags, x) = column | (all << Refined);
            }

            flags = ref Unsafe.Add(ref flags, BlockPlanes.Pitch);
            words = ref Unsafe.Add(ref words, BlockPlanes.Pitch);
        }

        return (int)Unsafe.ByteOffset(ref decisions, ref to);
    }

    /// <summary>The clean-up pass.</summary>
    public static int CleanUp(ref uint flags, ref uint words, ref byte zero, ref byte decisions, int width, int height)
    {
        ref byte to = ref decisions;
        ref byte sign = ref Unsafe.AsRef(in CodeBlockContexts.Sign[0]);
        for (; height > 0; height -= 4)
        {
            uint within = Within(height);
            for (nint x = 0; x < width; x++)
            {
                ref uint flag = ref Unsafe.Add(ref flags, x);
                uint column = flag;
                uint word = Unsafe.Add(ref words, x);
                uint due = ~(column >> 4) & ~(column >> Visited) & within;
                uint found = 0;
                if ((column & (AllSignificance | AllVisited)) == 0 && within == Rows)
                {
                    if ((word & Rows) == 0)
                    {
                        to = MqStates.RunContext;
                        to = ref Unsafe.Add(ref to, 1);
                        continue;
                    }

                    int row = BitOperations.TrailingZeroCount(word & Rows);
                    int run = Index(row);
                    to = MqStates.RunContext | MqEncoder.Decision;
                    Unsafe.Add(ref to, 1) = (byte)(MqStates.UniformContext | ((run >> 1) << 7));
                    Unsafe.Add(ref to, 2) = (byte)(MqStates.UniformContext | (run << 7));
                    to = ref Unsafe.Add(ref to, 3);
                    // What the first one is has been said.
                    column = Found(ref flag, column, word, row, ref sign, ref to);
                    to = ref Unsafe.Add(ref to, 1);
                    found = 1u << row;
                    due = Rows & (Rows << row) & ~found;
                }

                to = ref Code(ref flag, column, found, word, due, due, ref zero, ref sign, ref to, AllVisited);
            }

            flags = ref Unsafe.Add(ref flags, BlockPlanes.Pitch);
            words = ref Unsafe.Add(ref words, BlockPlanes.Pitch);
        }

        return (int)Unsafe.ByteOffset(ref decisions, ref to);
    }

    /// <summary>Zero coding of the rows that are due, and the sign of each that is found to be significant; then tells the neighbours.</summary>
    /// <param name="flag">The column's.</param>
    /// <param name="column">What is known of the column, more than <paramref name="flag"/> where a run has ended in it.</param>
    /// <param name="found">Rows that a run ended at.</param>
    /// <param name="allowed">Rows that become due when the one above them is found to be significant.</param>
    /// <param name="forget">Flags to be cleared.</param>
    /// <returns>Where the next decision belongs.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref byte Code(
        ref uint flag, uint column, uint found, uint word, uint due, uint allowed, ref byte zero, ref byte sign, ref byte to, uint forget)
    {
        while (due != 0)
        {
            int row = BitOperations.TrailingZeroCount(due);
            uint bit = (word >> row) & 1;
            to = (byte)(Unsafe.Add(ref zero, (column >> row) & Neighbourhood) | (bit << 7));
            to = ref Unsafe.Add(ref to, 1);
            column |= 1u << (Visited + row);
            if (bit != 0)
            {
                column = Found(ref flag, column, word, row, ref sign, ref to);
                to = ref Unsafe.Add(ref to, 1);
                found |= 1u << row;
                due |= (8u << row) & ~(column >> 4) & allowed;
            }

            due &= due - 1;
        }

        flag = column & ~forget;
        if (found != 0)
        {
            Unsafe.Subtract(ref flag, 1) |= found << 5;
            Unsafe.Add(ref flag, 1) |= found << 3;
            uint negative = found & (word >> BlockPlanes.Negative);
            if ((found & 1) != 0)
            {
                ref uint above = ref Unsafe.Subtract(ref flag, BlockPlanes.Pitch);
                Unsafe.Subtract(ref above, 1) |= 1u << 17;
                above |= (1u << 16) | (negative << NegativeBelow);
                Unsafe.Add(ref above, 1) |= 1u << 15;
            }

            if ((found & (1u << 9)) != 0)
            {
                ref uint below = ref Unsafe.Add(ref flag, BlockPlanes.Pitch);
                Unsafe.Subtract(ref below, 1) |= 1u << 2;
                below |= (1u << 1) | ((negative >> 9) << NegativeAbove);
                Unsafe.Add(ref below, 1) |= 1u;
            }
        }

        return ref to;
    }

    /// <summary>Sign coding.</summary>
    /// <returns>What is known of the column with this row significant.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Found(ref uint flag, uint column, uint word, int row, ref byte sign, ref byte to)
    {
        uint negative = (word >> (BlockPlanes.Negative + row)) & 1;
        int index = SignIndex(column, Unsafe.Subtract(ref flag, 1), Unsafe.Add(ref flag, 1), row);
        to = (byte)(Unsafe.Add(ref sign, index) ^ (negative << 7));
        return column | (Self << row) | (negative << (Negative + row));
    }

    /// <summary>Rows of the stripe that the block has.</summary>
    private static uint Within(int height) => Rows >> (3 * Math.Max(0, 4 - height));
}
