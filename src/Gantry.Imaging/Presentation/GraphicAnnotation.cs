using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Imaging.Rendering;

namespace Gantry.Imaging.Presentation;

/// <summary>The graphic objects of a presentation state (PS3.3 C.10.5) as lines, and its text objects.</summary>
internal static class GraphicAnnotation
{
    private const int MaxPoints = 100_000;
    private const int MaxTexts = 1000;

    public static IReadOnlyList<GraphicLine> Read(Dataset state, Dataset image, int frame)
    {
        List<GraphicLine> lines = [];
        foreach (Dataset annotation in state.GetItems(Tags.GraphicAnnotationSequence).Where(a => ImageReference.Covers(a, image, frame)))
        {
            byte grey = Grey(state, annotation.GetString(Tags.GraphicLayer));
            foreach (Dataset item in annotation.GetItems(Tags.GraphicObjectSequence))
            {
                IReadOnlyList<double> data = item.GetNumbers(Tags.GraphicData);
                if (data.Count is < 2 or > MaxPoints || data.Any(d => !(Math.Abs(d) < 1e7)))
                {
                    continue;
                }

                (double X, double Y)[] points = [.. Enumerable.Range(0, data.Count / 2).Select(i => (data[2 * i], data[(2 * i) + 1]))];
                lines.Add(new GraphicLine(Shape(item.GetString(Tags.GraphicType), points), item.GetString(Tags.GraphicAnnotationUnits) == "DISPLAY", grey));
            }
        }

        return lines;
    }

    /// <summary>The text objects.</summary>
    public static IReadOnlyList<GraphicText> ReadTexts(Dataset state, Dataset image, int frame)
    {
        List<GraphicText> texts = [];
        foreach (Dataset annotation in state.GetItems(Tags.GraphicAnnotationSequence).Where(a => ImageReference.Covers(a, image, frame)))
        {
            byte grey = Grey(state, annotation.GetString(Tags.GraphicLayer));
            foreach (Dataset item in annotation.GetItems(Tags.TextObjectSequence).Take(MaxTexts))
            {
                if (item.GetString(Tags.UnformattedTextValue) is { Length: > 0 } text)
                {
                    ((double, double), (double, double))? box = Point(item, Tags.BoundingBoxTopLeftHandCorner) is { } first && Point(item, Tags.BoundingBoxBottomRightHandCorner) is { } second
                        ? (first, second)
                        : null;
                    double alignment = item.GetString(Tags.BoundingBoxTextHorizontalJustification) switch { "CENTER" => 0.5, "RIGHT" => 1, _ => 0 };
                    texts.Add(new GraphicText(
                        text, box, item.GetString(Tags.BoundingBoxAnnotationUnits) == "DISPLAY", Point(item, Tags.AnchorPoint), item.GetString(Tags.AnchorPointAnnotationUnits) == "DISPLAY",
                        item.GetString(Tags.AnchorPointVisibility) == "Y", alignment, grey));
                }
            }
        }

        return texts;
    }

    private static (double X, double Y)? Point(Dataset item, DicomTag tag) =>
        item.GetNumbers(tag) is [var x, var y, ..] && Math.Abs(x) < 1e7 && Math.Abs(y) < 1e7 ? (x, y) : null;

    /// <summary>CIRCLE has its centre and a point on it; ELLIPSE the ends of its long, then of its short axis; INTERPOLATED is a curve through all of its points (C.10.5.1.2).</summary>
    private static (double X, double Y)[] Shape(string? type, (double X, double Y)[] points) => (type?.Trim(), points) switch
    {
        ("CIRCLE", [var centre, var on, ..]) => Around(centre, (on.X - centre.X, on.Y - centre.Y), (centre.Y - on.Y, on.X - centre.X)),
        ("ELLIPSE", [var a, var b, var c, var d, ..]) => Around(((a.X + b.X) / 2, (a.Y + b.Y) / 2), ((b.X - a.X) / 2, (b.Y - a.Y) / 2), ((d.X - c.X) / 2, (d.Y - c.Y) / 2)),
        ("INTERPOLATED", [_, _, _, ..]) => GraphicCurve.Through(points),
        _ => points,
    };

    private static (double X, double Y)[] Around((double X, double Y) centre, (double X, double Y) first, (double X, double Y) second) =>
    [
        .. Enumerable.Range(0, 181).Select(i =>
        {
            (double sin, double cos) = Math.SinCos(i * Math.PI / 90);
            return (centre.X + (cos * first.X) + (sin * second.X), centre.Y + (cos * first.Y) + (sin * second.Y));
        }),
    ];

    private static byte Grey(Dataset state, string? layer) =>
        (byte)(Math.Clamp(state.GetItems(Tags.GraphicLayerSequence).FirstOrDefault(l => l.GetString(Tags.GraphicLayer) == layer)?
            .GetInteger(Tags.GraphicLayerRecommendedDisplayGrayscaleValue) ?? 65535, 0, 65535) >> 8);
}
