using System.Buffers;
using System.CommandLine;
using System.Globalization;
using Gantry.Dicom.Datasets;
using Gantry.Imaging;
using Gantry.Imaging.Frames;
using Gantry.Imaging.Grey;
using Gantry.Imaging.Presentation;
using Gantry.Imaging.Rendering;

namespace Gantry.Commands;

/// <summary>Makes a PNG or JPEG picture of a frame in a file.</summary>
public static class RenderCommand
{
    private const int JpegQuality = 90;

    public static Command Create()
    {
        Argument<string> input = new("in") { Description = "A DICOM file." };
        Argument<string> output = new("out") { Description = "The picture: .png, .jpg or .jpeg." };
        Option<int> frame = new("--frame") { Description = "Which frame, from 1.", DefaultValueFactory = _ => 1 };
        Option<string?> window = new("--window") { Description = "CENTER,WIDTH in the modality's values (as Hounsfield units); without it the file's own window, or all that occurs." };
        Option<string?> size = new("--size") { Description = "WIDTH,HEIGHT that the picture is fitted into, in its true proportions; without it pixels stay as they are." };
        Option<bool> noOverlays = new("--no-overlays") { Description = "Leave the overlays of groups 60xx out." };
        Option<string?> state = new("--presentation-state") { Description = "A grayscale, colour or pseudo-colour softcopy presentation state, by which the frame is shown." };
        Option<bool> annotated = new("--annotate") { Description = "Write the patient's data and how the image was made into the picture's corners." };
        var command = new Command("render", "Make a PNG or JPEG picture of a frame.") { input, output, frame, window, size, noOverlays, state, annotated };
        command.SetAction(parsed =>
        {
            RenderOptions options = new()
            {
                Window = Pair(parsed.GetValue(window), "--window") is { } w ? new Window(w.First, w.Second) : null,
                Size = Pair(parsed.GetValue(size), "--size") is { } s ? new PictureSize((int)s.First, (int)s.Second) : null,
                ShowsOverlays = !parsed.GetValue(noOverlays),
            };
            return Run(parsed.GetValue(input)!, parsed.GetValue(output)!, parsed.GetValue(frame), options, parsed.GetValue(state), parsed.GetValue(annotated));
        });
        return command;
    }

    private static int Run(string input, string output, int frame, RenderOptions options, string? state, bool isAnnotated)
    {
        bool isPng = Path.GetExtension(output).ToUpperInvariant() switch
        {
            ".PNG" => true,
            ".JPG" or ".JPEG" => false,
            _ => throw new CommandException($"{output}: a picture is .png, .jpg or .jpeg.", ExitCode.Usage),
        };
        using PixelFile file = PictureFile.Open(input);
        Picture picture = null!;
        ImagingError? error = file.OpenFrames(out PixelFrames frames);
        Dataset shown = file.Dataset;
        if (isAnnotated)
        {
            options = options with { UpperText = CornerText.Patient(shown), LowerText = CornerText.Technique(shown, frame) };
        }

        if (error is null && state is not null)
        {
            using PixelFile states = PictureFile.Open(state);
            error = PresentationState.Apply(states.Dataset, shown, frames.Description, frame, options, out shown, out options);
        }

        error ??= FrameRenderer.Render(shown, frames, frame, options, out picture);
        ArrayBufferWriter<byte> jpeg = new();
        error ??= isPng ? null : JpegWriter.Write(picture, JpegQuality, jpeg);
        if (error is not null)
        {
            throw new CommandException($"{input}: {error}", ExitCode.Failed);
        }

        PictureFile.Write(output, stream =>
        {
            if (isPng)
            {
                PngWriter.Write(picture, stream);
            }
            else
            {
                stream.Write(jpeg.WrittenSpan);
            }
        });
        return ExitCode.Done;
    }

    private static (double First, double Second)? Pair(string? text, string option)
    {
        if (text is null)
        {
            return null;
        }

        return text.Split(',') is [var first, var second]
            && double.TryParse(first, NumberStyles.Float, CultureInfo.InvariantCulture, out double a)
            && double.TryParse(second, NumberStyles.Float, CultureInfo.InvariantCulture, out double b)
            && double.IsFinite(a) && double.IsFinite(b) && b > 0 && Math.Abs(a) < 1e9 && b < 1e9
            ? (a, b)
            : throw new CommandException($"{option} {text}: two numbers with a comma between them, the second above 0.", ExitCode.Usage);
    }
}
