using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Imaging.Frames;

namespace Gantry.Imaging.Rendering;

/// <summary>
/// What of a frame is not shown (PS3.3 C.7.6.11, C.7.6.15, C.7.6.16.2.16): all outside a rectangle, a circle or a polygon, or under a bitmap. Of several
/// shapes, what lies within every one is shown.
/// </summary>
public sealed class DisplayShutter
{
    private readonly Dataset item;
    private readonly string[] shapes;
    private readonly byte value;

    private DisplayShutter(Dataset item, string[] shapes, byte value) => (this.item, this.shapes, this.value) = (item, shapes, value);

    /// <summary>The overlay group whose set bits are covered; null without a bitmap (C.7.6.15).</summary>
    public int? OverlayGroup => shapes.Contains("BITMAP") ? (int?)item.GetInteger(Tags.ShutterOverlayGroup) : null;

    /// <summary>Null where there is none.</summary>
    /// <param name="dataset">The instance's, or a presentation state.</param>
    /// <param name="frame">Counted from 1.</param>
    public static DisplayShutter? Read(Dataset dataset, int frame)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        if (new FrameAttributes(dataset, frame).Find(Tags.FrameDisplayShutterSequence, Tags.ShutterShape) is not { } item)
        {
            return null;
        }

        string[] shapes = [.. item.GetStrings(Tags.ShutterShape).Select(s => s.Trim())];
        // P-values of 16 bits (C.7.6.11.1.1).
        long value = Math.Clamp(item.GetInteger(Tags.ShutterPresentationValue) ?? 0, 0, 65535);
        return shapes.Length == 0 ? null : new DisplayShutter(item, shapes, (byte)(value >> 8));
    }

    /// <summary>Covers what is not shown of a picture of the whole frame.</summary>
    internal void Apply(byte[] samples, int width, int height, int components)
    {
        foreach (string shape in shapes)
        {
            Func<int, int, bool>? isShown = shape switch
            {
                "RECTANGULAR" => Rectangle(),
                "CIRCULAR" => Circle(),
                "POLYGONAL" => Polygon(),
                _ => null,
            };
            if (isShown is null)
            {
                continue;
            }

            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                {
                    if (!isShown(x + 1, y + 1))
                    {
                        samples.AsSpan(((y * width) + x) * components, components).Fill(value);
                    }
                }
            }
        }
    }

    /// <summary>Covers the set bits of a bitmap's overlay.</summary>
    internal void Apply(Overlay bitmap, byte[] samples, int width, int height, int components, ReadOnlySpan<byte> cells, PixelDescription description) =>
        bitmap.Draw(samples, width, height, components, cells, description, value);

    /// <summary>Edges are columns and rows, counted from 1, and are themselves shown.</summary>
    private Func<int, int, bool>? Rectangle() =>
        (item.GetInteger(Tags.ShutterLeftVerticalEdge), item.GetInteger(Tags.ShutterRightVerticalEdge), item.GetInteger(Tags.ShutterUpperHorizontalEdge), item.GetInteger(Tags.ShutterLowerHorizontalEdge))
            is ({ } left, { } right, { } upper, { } lower)
            ? (x, y) => x >= left && x <= right && y >= upper && y <= lower
            : null;

    private Func<int, int, bool>? Circle() =>
        item.GetNumbers(Tags.CenterOfCircularShutter) is [var row, var column, ..] && item.GetNumber(Tags.RadiusOfCircularShutter) is { } radius
            ? (x, y) => ((x - column) * (x - column)) + ((y - row) * (y - row)) <= radius * radius
            : null;

    /// <summary>Vertices are rows and columns in turn; the last is joined with the first.</summary>
    private Func<int, int, bool>? Polygon()
    {
        IReadOnlyList<double> vertices = item.GetNumbers(Tags.VerticesOfThePolygonalShutter);
        int count = vertices.Count / 2;
        // A picture's every pixel is compared with every edge.
        if (count is < 3 or > 1000)
        {
            return null;
        }

        return (x, y) =>
        {
            bool isInside = false;
            for (int i = 0, j = count - 1; i < count; j = i++)
            {
                double yi = vertices[2 * i], xi = vertices[(2 * i) + 1], yj = vertices[2 * j], xj = vertices[(2 * j) + 1];
                if (yi > y != yj > y && x < ((xj - xi) * (y - yi) / (yj - yi)) + xi)
                {
                    isInside = !isInside;
                }
            }

            return isInside;
        };
    }
}
