namespace Gantry.Imaging.Rendering;

/// <summary>How a picture is turned: clockwise by quarters, then mirrored left to right (PS3.3 C.10.6).</summary>
/// <param name="Quarters">0 to 3.</param>
/// <param name="IsMirrored">After turning.</param>
public readonly record struct QuarterTurn(int Quarters, bool IsMirrored)
{
    internal Picture Apply(Picture picture)
    {
        if (Quarters == 0 && !IsMirrored)
        {
            return picture;
        }

        (int width, int height) = Quarters % 2 == 0 ? (picture.Width, picture.Height) : (picture.Height, picture.Width);
        int components = picture.Components;
        byte[] samples = new byte[picture.Samples.Length];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                int turned = IsMirrored ? width - 1 - x : x;
                (int fromX, int fromY) = Quarters switch
                {
                    0 => (turned, y),
                    1 => (y, picture.Height - 1 - turned),
                    2 => (picture.Width - 1 - turned, picture.Height - 1 - y),
                    _ => (picture.Width - 1 - y, turned),
                };
                picture.Samples.AsSpan(((fromY * picture.Width) + fromX) * components, components).CopyTo(samples.AsSpan(((y * width) + x) * components));
            }
        }

        return new Picture(width, height, picture.IsColour, samples);
    }
}
