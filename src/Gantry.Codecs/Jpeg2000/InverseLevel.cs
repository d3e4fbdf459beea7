using System.Buffers;
using System.Runtime.InteropServices;
using static Gantry.Codecs.Jpeg2000.Lifting;

namespace Gantry.Codecs.Jpeg2000;

/// <summary>
/// One level of the inverse wavelet transforms (ITU-T T.800 F.3), row by row: a row is lifted along itself when it is taken in, and across as soon as the rows beside it
/// are there, so that all that is worked on stays in the nearest cache. Whoever wants no more than the rows one after the other needs no plane for them.
/// </summary>
internal sealed class InverseLevel
{
    /// <summary>Rows that are held where no plane is given: more than are in work at any time.</summary>
    private const int Held = 8;

    private static readonly float[] Factors = [-Delta, -Gamma, -Beta, -Alpha];

    private int[] lower = [], bands = [], to = [], lines = [];
    private int lowerStart, lowerPitch, bandPitch, width, height, lowWidth, lowHeight, odd, oddRow, steps, mask, next;
    private bool isReversible;

    /// <summary>Rows from the first on that are done.</summary>
    public int Ready => height == 1 ? Math.Min(next, 1) : Math.Clamp(next - steps, 0, height);

    /// <summary>Undoes a level whole.</summary>
    /// <param name="to">Gets the resolution row by row.</param>
    /// <inheritdoc cref="Open"/>
    public void Run(bool isReversible, Extent extent, int[] lower, int lowerStart, int lowerPitch, int[] bands, int bandPitch, int[] to)
    {
        Start(isReversible, extent, lower, lowerStart, lowerPitch, bands, bandPitch);
        (this.to, mask) = (to, -1);
        while (Ready < height)
        {
            Advance();
        }

        this.to = [];
        Close();
    }

    /// <summary>Begins a level whose rows are taken one after the other by <see cref="Row"/>; <see cref="Close"/> ends it.</summary>
    /// <param name="extent">The resolution that comes out, not empty; its corner's parity says which samples are low.</param>
    /// <param name="lower">The next lower resolution, from <paramref name="lowerStart"/> on in rows of <paramref name="lowerPitch"/>; borrowed until the end.</param>
    /// <param name="bands">The other three subbands, where <see cref="TileLayout"/> puts them, in rows of <paramref name="bandPitch"/>; borrowed until the end.</param>
    public void Open(bool isReversible, Extent extent, int[] lower, int lowerStart, int lowerPitch, int[] bands, int bandPitch)
    {
        Start(isReversible, extent, lower, lowerStart, lowerPitch, bands, bandPitch);
        (to, mask) = (ArrayPool<int>.Shared.Rent(Held * width), Held - 1);
    }

    /// <summary>A row of what comes out; asked for from the first on.</summary>
    /// <returns>To be read only, until the next is asked for: the rows below are lifted by it.</returns>
    public ReadOnlySpan<int> Row(int y)
    {
        while (Ready <= y)
        {
            Advance();
        }

        return To(y);
    }

    public void Close()
    {
        ArrayPool<int>.Shared.Return(lines);
        if (to.Length > 0)
        {
            ArrayPool<int>.Shared.Return(to);
        }

        (lower, bands, to, lines) = ([], [], [], []);
    }

    private void Start(bool isReversible, Extent extent, int[] lower, int lowerStart, int lowerPitch, int[] bands, int bandPitch)
    {
        (this.isReversible, this.lower, this.lowerStart, this.lowerPitch, this.bands, this.bandPitch) = (isReversible, lower, lowerStart, lowerPitch, bands, bandPitch);
        (width, height, odd, oddRow) = (extent.Width, extent.Height, extent.X0 & 1, extent.Y0 & 1);
        (lowWidth, lowHeight) = ((width + 1 - odd) / 2, (height + 1 - oddRow) / 2);
        (steps, next) = (isReversible ? 2 : 4, 0);
        lines = ArrayPool<int>.Shared.Rent(2 * InverseLine.ScratchLength(width));
    }

    /// <summary>Takes a row in, and lifts what can be: a step needs the rows above and below as the step before left them.</summary>
    private void Advance()
    {
        int y = next++;
        if (y < height)
        {
            Load(y);
        }

        if (height == 1 || ((y + oddRow) & 1) == 0)
        {
            return;
        }

        for (int step = 0; step < steps; step++)
        {
            int r = y - 1 - step;
            if (r >= 0 && r < height)
            {
                Lift(step, To(r), To(Mirror(r - 1, height)), To(Mirror(r + 1, height)));
            }
        }
    }

    private void Lift(int step, Span<int> row, ReadOnlySpan<int> before, ReadOnlySpan<int> after)
    {
        if (!isReversible)
        {
            Step97(Real(row), Real(before), Real(after), Factors[step]);
        }
        else if (step == 0)
        {
            Update53(row, before, after, row, isLess: true);
        }
        else
        {
            Predict53(row, before, after, row, isLess: false);
        }
    }

    private void Load(int y)
    {
        bool isHigh = ((y + oddRow) & 1) == 1;
        int at = (y / 2 + (isHigh ? lowHeight : 0)) * bandPitch;
        ReadOnlySpan<int> lows = isHigh ? bands.AsSpan(at, lowWidth) : lower.AsSpan(lowerStart + y / 2 * lowerPitch, lowWidth), highs = bands.AsSpan(at + lowWidth, width - lowWidth);
        Span<int> row = To(y), first = lines.AsSpan(0, InverseLine.ScratchLength(width)), second = lines.AsSpan(first.Length, first.Length);
        if (!isReversible)
        {
            InverseLine.Lift97(Real(lows), Real(highs), Real(row), Real(first), Real(second), height == 1 ? isHigh ? 0.5f : 1 : isHigh ? 1 / K : K, odd);
            return;
        }

        InverseLine.Lift53(lows, highs, row, first, odd);
        if (height == 1 && isHigh)
        {
            foreach (ref int sample in row)
            {
                sample >>= 1;
            }
        }
    }

    private Span<int> To(int y) => to.AsSpan((y & mask) * width, width);

    private static Span<float> Real(Span<int> row) => MemoryMarshal.Cast<int, float>(row);

    private static ReadOnlySpan<float> Real(ReadOnlySpan<int> row) => MemoryMarshal.Cast<int, float>(row);
}
