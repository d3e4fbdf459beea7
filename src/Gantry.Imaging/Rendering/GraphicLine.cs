namespace Gantry.Imaging.Rendering;

/// <summary>A line of annotation, drawn one pixel wide.</summary>
/// <param name="Points">Column and row of each point in turn; the top left corner of the first pixel is 0, 0.</param>
/// <param name="IsOfDisplay">Fractions of the part of the frame that is shown, rather than pixels of the frame.</param>
/// <param name="Grey">0 to 255.</param>
public sealed record GraphicLine(IReadOnlyList<(double X, double Y)> Points, bool IsOfDisplay, byte Grey)
{
    internal void Draw(byte[] samples, int width, int height, int components)
    {
        (double scaleX, double scaleY) = IsOfDisplay ? (width, height) : (1, 1);
        for (int i = 0; i < Points.Count; i++)
        {
            (double x0, double y0) = Points[Math.Max(0, i - 1)];
            (double x1, double y1) = Points[i];
            Draw(x0 * scaleX, y0 * scaleY, x1 * scaleX, y1 * scaleY, samples, width, height, components);
        }
    }

    private void Draw(double x0, double y0, double x1, double y1, byte[] samples, int width, int height, int components)
    {
        // What lies far outside is not walked pixel by pixel.
        double steps = Math.Ceiling(Math.Max(Math.Abs(x1 - x0), Math.Abs(y1 - y0)));
        if (!(steps <= 100_000))
        {
            return;
        }

        for (int i = 0; i <= steps; i++)
        {
            double part = steps == 0 ? 0 : i / steps;
            int x = (int)Math.Floor(x0 + ((x1 - x0) * part)), y = (int)Math.Floor(y0 + ((y1 - y0) * part));
            if (x >= 0 && y >= 0 && x < width && y < height)
            {
                samples.AsSpan(((y * width) + x) * components, components).Fill(Grey);
            }
        }
    }
}
