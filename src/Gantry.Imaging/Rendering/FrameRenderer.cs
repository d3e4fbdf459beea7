using System.Buffers;
using Gantry.Dicom.Datasets;
using Gantry.Imaging.Colour;
using Gantry.Imaging.Frames;
using Gantry.Imaging.Grey;

namespace Gantry.Imaging.Rendering;

/// <summary>Makes a picture to look at from a frame: decoding, greys or colours, overlays, region, size.</summary>
public static class FrameRenderer
{
    private const int MaxSide = 16384;

    /// <summary>Renders a frame.</summary>
    /// <param name="dataset">The instance's; its Pixel Data may be left out.</param>
    /// <param name="frames">The instance's frames.</param>
    /// <param name="frame">Counted from 1.</param>
    /// <param name="options">How it is shown.</param>
    /// <param name="picture">The picture; null on failure.</param>
    public static ImagingError? Render(Dataset dataset, PixelFrames frames, int frame, RenderOptions options, out Picture picture)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(frames);
        ArgumentNullException.ThrowIfNull(options);
        picture = null!;
        PixelDescription description = frames.Description;
        if (Place(dataset, description, frame, options, out PictureRegion shown, out PictureSize shape) is { } unfit)
        {
            return unfit;
        }

        int levels = ReducedDecoding.Levels(dataset, description, frame, options, shown, shape);
        Reduction reduction;
        byte[] rented = ArrayPool<byte>.Shared.Rent(description.FrameBytes);
        try
        {
            Span<byte> cells = rented.AsSpan(0, description.FrameBytes);
            if (frames.DecodeReduced(frame, levels, cells, out PixelDescription decoded, out reduction) is { } error)
            {
                return error;
            }

            cells = cells[..decoded.FrameBytes];
            bool isGrey = decoded.Samples == 1 && decoded.Photometric != "PALETTE COLOR";
            byte[] samples;
            if (isGrey)
            {
                samples = GreyFrame.Render(cells, decoded, dataset, frame, options);
            }
            else if (ColourFrame.Render(cells, decoded, dataset, out samples) is { } wrong)
            {
                return wrong with { Frame = frame };
            }

            if (isGrey && options.IsPseudoColour)
            {
                if (Palette.Read(dataset, isSigned: false) is not { } palette)
                {
                    return ImagingError.Malformed("The presentation state has no whole palette.", frame);
                }

                (samples, isGrey) = (palette.Colour(samples), false);
            }

            if (isGrey && SupplementalPalette.Colour(samples, cells, decoded, dataset, frame) is { } coloured)
            {
                (samples, isGrey) = (coloured, false);
            }

            if (!isGrey && options.Colours is { } space && !ColourConversion.TryApply(samples, dataset, space) && options.NeedsColours)
            {
                return ImagingError.Unsupported($"Colours of an ICC profile that is not RGB to CIELAB or XYZ, or not whole, are not brought to {space}.", frame);
            }

            picture = new Picture(decoded.Columns, decoded.Rows, !isGrey, samples);
            Cover(picture, dataset, frame, options, cells, decoded);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        picture = Finish(picture, reduction, shown, shape, options);
        return null;
    }

    /// <summary>What of a frame is shown, and in which size before it is turned.</summary>
    internal static ImagingError? Place(Dataset dataset, PixelDescription description, int frame, RenderOptions options, out PictureRegion shown, out PictureSize shape)
    {
        (shown, shape) = (default, new PictureSize(0, 0));
        if (options.Size is { } size && (size.Width is < 1 or > MaxSide || size.Height is < 1 or > MaxSide))
        {
            return ImagingError.Unsupported($"A picture of {size.Width} by {size.Height} pixels; each side is 1 to {MaxSide}.", frame);
        }

        PictureRegion whole = new(0, 0, description.Columns, description.Rows);
        if ((options.Region ?? whole).Within(whole) is not { } part)
        {
            return ImagingError.Unsupported("The region lies outside the frame.", frame);
        }

        (shown, shape) = (part, Shape(dataset, frame, options, part));
        return null;
    }

    /// <summary>Cuts out what is shown, brings it to size, turns it and writes the texts.</summary>
    /// <param name="picture">Of the whole frame.</param>
    /// <param name="reduction">Where the frame's pixels lie in it.</param>
    /// <param name="shown">Of <see cref="Place"/>.</param>
    /// <param name="shape">The same.</param>
    /// <param name="options">How it is shown.</param>
    internal static Picture Finish(Picture picture, Reduction reduction, PictureRegion shown, PictureSize shape, RenderOptions options)
    {
        picture = Cut(picture, PictureArea.Of(shown, reduction), out PictureArea area);
        foreach (GraphicLine line in options.Graphics.Where(g => g.IsOfDisplay))
        {
            line.Draw(picture.Samples, picture.Width, picture.Height, picture.Components);
        }

        picture = options.Turn.Apply(options.Size is null ? picture : Resampler.Resize(picture, area, shape.Width, shape.Height));
        PictureText.Write(picture, new PicturePlace(shown, options.Turn, picture.Width, picture.Height), options);
        return picture;
    }

    /// <summary>Draws what lies over a whole frame: shutters, then overlays, then annotation.</summary>
    private static void Cover(Picture picture, Dataset dataset, int frame, RenderOptions options, ReadOnlySpan<byte> cells, PixelDescription decoded)
    {
        DisplayShutter? shutter = options.ShowsShutters ? DisplayShutter.Read(dataset, frame) : null;
        shutter?.Apply(picture.Samples, picture.Width, picture.Height, picture.Components);
        foreach (Overlay overlay in Overlay.Read(dataset, decoded, frame))
        {
            if (overlay.Group == shutter?.OverlayGroup)
            {
                shutter.Apply(overlay, picture.Samples, picture.Width, picture.Height, picture.Components, cells, decoded);
            }
            else if (options.ShowsOverlays)
            {
                overlay.Draw(picture.Samples, picture.Width, picture.Height, picture.Components, cells, decoded);
            }
        }

        foreach (GraphicLine line in options.Graphics.Where(g => !g.IsOfDisplay))
        {
            line.Draw(picture.Samples, picture.Width, picture.Height, picture.Components);
        }
    }

    /// <summary>The picture's size before it is turned: as large as fits, in the proportions that its pixels have.</summary>
    private static PictureSize Shape(Dataset dataset, int frame, RenderOptions options, PictureRegion shown)
    {
        if (options.Size is not { } box)
        {
            return new PictureSize(shown.Width, shown.Height);
        }

        box = options.Turn.Quarters % 2 == 0 ? box : new PictureSize(box.Height, box.Width);
        double height = shown.Height * (options.PixelAspect ?? PixelAspect.Read(dataset, frame));
        double scale = Math.Min(box.Width / (double)shown.Width, box.Height / height);
        return new PictureSize(Side(shown.Width * scale, box.Width), Side(height * scale, box.Height));
    }

    private static int Side(double length, int limit) => Math.Clamp((int)Math.Round(length), 1, limit);

    /// <summary>The pixels that an area touches.</summary>
    /// <param name="rest">Where the area lies in what is cut out.</param>
    private static Picture Cut(Picture picture, PictureArea area, out PictureArea rest)
    {
        int left = (int)area.X, top = (int)area.Y;
        int right = (int)Math.Min(picture.Width, Math.Ceiling(area.X + area.Width)), bottom = (int)Math.Min(picture.Height, Math.Ceiling(area.Y + area.Height));
        rest = area with { X = area.X - left, Y = area.Y - top };
        if (right - left == picture.Width && bottom - top == picture.Height)
        {
            return picture;
        }

        int row = (right - left) * picture.Components;
        byte[] samples = new byte[row * (bottom - top)];
        for (int y = top; y < bottom; y++)
        {
            picture.Samples.AsSpan(((y * picture.Width) + left) * picture.Components, row).CopyTo(samples.AsSpan((y - top) * row));
        }

        return new Picture(right - left, bottom - top, picture.IsColour, samples);
    }
}
