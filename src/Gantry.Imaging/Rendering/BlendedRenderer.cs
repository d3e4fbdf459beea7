using Gantry.Dicom.Datasets;
using Gantry.Imaging.Colour;
using Gantry.Imaging.Frames;
using Gantry.Imaging.Grey;
using Gantry.Imaging.Presentation;

namespace Gantry.Imaging.Rendering;

/// <summary>Makes the picture of a blending presentation state (PS3.4 N.2.4), on the pixels of the underlying image.</summary>
public static class BlendedRenderer
{
    /// <summary>Renders two frames, one over the other.</summary>
    /// <param name="blending">The state.</param>
    /// <param name="underlying">A frame that it names as underlying.</param>
    /// <param name="superimposed">A frame that it names as superimposed, in the same plane.</param>
    /// <param name="options">What the caller asks for: its region and size go before the state's, its window is for the underlying image.</param>
    /// <param name="picture">The picture; null on failure.</param>
    public static ImagingError? Render(BlendingState blending, BlendedImage underlying, BlendedImage superimposed, RenderOptions options, out Picture picture)
    {
        ArgumentNullException.ThrowIfNull(blending);
        ArgumentNullException.ThrowIfNull(underlying);
        ArgumentNullException.ThrowIfNull(superimposed);
        ArgumentNullException.ThrowIfNull(options);
        picture = null!;
        if (ImagePlane.Read(underlying.Attributes, underlying.Frame) is not { } plane || ImagePlane.Read(superimposed.Attributes, superimposed.Frame) is not { } over || !plane.IsIn(over))
        {
            return ImagingError.Unsupported("The two images do not lie in one plane of one frame of reference.", underlying.Frame);
        }

        if (Greys(blending.Underlying, underlying, options.Window, out Picture below) is { } error)
        {
            return error;
        }

        if (Greys(blending.Superimposed, superimposed, null, out Picture above) is { } failed)
        {
            return failed;
        }

        RenderOptions how = PresentationState.Display(blending.State, underlying.Attributes, underlying.Frame, options);
        if (FrameRenderer.Place(underlying.Attributes, underlying.Frames.Description, underlying.Frame, how, out PictureRegion shown, out PictureSize shape) is { } wrong)
        {
            return wrong;
        }

        byte[] rgb = Blend(below, above, plane, over, blending);
        if (how.Colours is { } space && !ColourConversion.TryApply(rgb, blending.State, space) && how.NeedsColours)
        {
            return ImagingError.Unsupported($"Colours of the presentation state's ICC profile are not brought to {space}.", underlying.Frame);
        }

        Picture whole = new(below.Width, below.Height, true, rgb);
        foreach (GraphicLine line in how.Graphics.Where(g => !g.IsOfDisplay))
        {
            line.Draw(rgb, whole.Width, whole.Height, whole.Components);
        }

        picture = FrameRenderer.Finish(whole, Reduction.None, shown, shape, how);
        return null;
    }

    /// <summary>All of a frame in greys, by its part of the state.</summary>
    private static ImagingError? Greys(Dataset state, BlendedImage image, Window? window, out Picture greys)
    {
        greys = null!;
        RenderOptions plain = RenderOptions.Default with { ShowsOverlays = false, ShowsShutters = false, Window = window };
        if ((PresentationState.Apply(state, image.Attributes, image.Frames.Description, image.Frame, plain, out Dataset presented, out RenderOptions how)
            ?? FrameRenderer.Render(presented, image.Frames, image.Frame, how, out greys)) is { } error)
        {
            return error;
        }

        return greys.IsColour ? ImagingError.Unsupported("Images in colour are not blended (PS3.3 C.11.14).", image.Frame) : null;
    }

    /// <summary>Between the pixels of the superimposed image its greys are interpolated, then coloured; beyond its edge what is below is seen alone.</summary>
    private static byte[] Blend(Picture below, Picture above, ImagePlane plane, ImagePlane over, BlendingState blending)
    {
        ((double X, double Y) first, (double X, double Y) perColumn, (double X, double Y) perRow) = plane.In(over);
        byte[] palette = blending.Palette.Colour([.. Enumerable.Range(0, 256).Select(i => (byte)i)]);
        byte[] rgb = new byte[3 * below.Samples.Length];
        for (int y = 0, at = 0; y < below.Height; y++)
        {
            for (int x = 0; x < below.Width; x++, at++)
            {
                double column = first.X + (x * perColumn.X) + (y * perRow.X), row = first.Y + (x * perColumn.Y) + (y * perRow.Y);
                byte under = below.Samples[at];
                if (column < -0.5 || row < -0.5 || column > above.Width - 0.5 || row > above.Height - 0.5)
                {
                    rgb.AsSpan(3 * at, 3).Fill(under);
                    continue;
                }

                int grey = 3 * Interpolate(above, column, row);
                for (int c = 0; c < 3; c++)
                {
                    rgb[(3 * at) + c] = (byte)((blending.Opacity * palette[grey + c]) + ((1 - blending.Opacity) * under) + 0.5);
                }
            }
        }

        return rgb;
    }

    private static int Interpolate(Picture picture, double column, double row)
    {
        (column, row) = (Math.Clamp(column, 0, picture.Width - 1), Math.Clamp(row, 0, picture.Height - 1));
        int left = (int)column, top = (int)row, right = Math.Min(left + 1, picture.Width - 1), bottom = Math.Min(top + 1, picture.Height - 1);
        double x = column - left, y = row - top;
        double upper = ((1 - x) * picture.Samples[(top * picture.Width) + left]) + (x * picture.Samples[(top * picture.Width) + right]);
        double lower = ((1 - x) * picture.Samples[(bottom * picture.Width) + left]) + (x * picture.Samples[(bottom * picture.Width) + right]);
        return (int)(((1 - y) * upper) + (y * lower) + 0.5);
    }
}
