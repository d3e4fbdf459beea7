using System.Buffers;

namespace Gantry.Codecs.Jpeg2000;

/// <summary>The samples of a decoded tile-component, row by row and before level shift and rounding: from a plane, or from the last wavelet level as it is undone.</summary>
internal sealed class ComponentRows
{
    private readonly InverseLevel level = new();
    private int[] plane = [], lower = [];
    private bool isLevel;

    /// <summary>What the rows are of.</summary>
    public Extent Window { get; private set; }

    /// <summary>Rows that lie in a plane, one after the other.</summary>
    /// <param name="plane">Rented; given back by <see cref="Close"/>.</param>
    public void Open(int[] plane, Extent window) => (this.plane, Window, isLevel) = (plane, window, false);

    /// <summary>Rows of the last level.</summary>
    /// <param name="plane">The subbands, in rows of the extent's width; rented, given back by <see cref="Close"/>.</param>
    /// <param name="lower">The next lower resolution; rented as well, or the plane itself.</param>
    public void Open(int[] plane, Extent extent, bool isReversible, int[] lower, int lowerPitch)
    {
        (this.plane, this.lower, Window, isLevel) = (plane, ReferenceEquals(plane, lower) ? [] : lower, extent, true);
        level.Open(isReversible, extent, lower, 0, lowerPitch, plane, extent.Width);
    }

    /// <param name="y">Of the window; of a level, in order.</param>
    /// <returns>To be read only.</returns>
    public ReadOnlySpan<int> Row(int y) => isLevel ? level.Row(y) : plane.AsSpan(y * Window.Width, Window.Width);

    /// <summary>Gives back all that was rented; harmless where nothing was opened.</summary>
    public void Close()
    {
        if (isLevel)
        {
            level.Close();
        }

        Return(plane);
        Return(lower);
        (plane, lower, isLevel, Window) = ([], [], false, default);
    }

    private static void Return(int[] rented)
    {
        if (rented.Length > 0)
        {
            ArrayPool<int>.Shared.Return(rented);
        }
    }
}
