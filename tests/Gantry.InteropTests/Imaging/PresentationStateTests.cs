using System.Buffers;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Dicom.Files;
using Gantry.Imaging.Frames;
using Gantry.Imaging.Presentation;
using Gantry.Imaging.Rendering;
using Gantry.Testing;
using Xunit;

namespace Gantry.InteropTests.Imaging;

/// <summary>Presentation states applied by us and by DCMTK's dcmp2pgm, which draws greys and turns them, but neither shutters, overlays, graphics nor displayed areas.</summary>
public sealed class PresentationStateTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("gantry-states").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [CorpusFact]
    public async Task Tables_of_the_corpus_are_within_one_grey_level_of_dcmtk() => Assert.Null(await CompareAsync(Find("prLUTs.dcm"), Find("imageForPrLUTs.dcm")));

    [CorpusFact]
    public async Task Greys_below_overlays_are_within_one_grey_level_of_dcmtk() => Assert.Null(await CompareAsync(Find("prOverlay.dcm"), Find("overlay.dcm")));

    /// <summary>
    /// States that DCMTK's dcmpsmk makes of images: the first VOI table or window, the window alone, or neither. Without compression, as dcmp2pgm decodes none; not RT images, whose
    /// slopes of less than 0.001 leave nothing of the values that DCMTK rounds to integers.
    /// </summary>
    [CorpusFact]
    public async Task States_made_of_real_images_are_within_one_grey_level_of_dcmtk()
    {
        CorpusFile[] images =
        [
            .. Corpus.Valid.Where(f => f.Text("photometric") is "MONOCHROME1" or "MONOCHROME2" && f.Facts.TryGetProperty("hasPixelData", out var has) && has.GetBoolean() && f.Number("size") < 1_000_000
                    && f.TransferSyntaxUid is "1.2.840.10008.1.2" or "1.2.840.10008.1.2.1" && f.Number("bitsStored") is >= 8 and <= 16 && f.Text("modality") != "RTIMAGE")
                .GroupBy(f => (f.Text("photometric"), f.Text("modality"), f.Number("bitsStored"), f.Number("pixelRepresentation"))).Select(g => g.First()).Take(12),
        ];
        List<string> wrong = [];
        int compared = 0;
        foreach (CorpusFile image in images)
        {
            foreach (string option in (string[])["+Vl", "+Vw", "-V"])
            {
                string state = Path.Combine(folder, "state.dcm");
                CommandOutcome made = await Tool.RunAsync("dcmpsmk", option, "-o", image.FullPath, state);
                if (made.ExitCode == 0 && File.Exists(state))
                {
                    compared++;
                    if (await CompareAsync(state, image.FullPath) is { } difference)
                    {
                        wrong.Add($"{image.Path} {option}: {difference}");
                    }

                    File.Delete(state);
                }
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {compared} differ:\n{string.Join('\n', wrong)}");
        Assert.True(compared >= 20, $"Only {compared} were compared.");
    }

    [ToolFact("dcmp2pgm")]
    public async Task Made_states_are_within_one_grey_level_of_dcmtk()
    {
        List<string> wrong = [];
        foreach ((string name, Dataset image) in Images())
        {
            foreach ((string how, Action<Dataset> say) in States().Concat(name == "12 bits" ? Turns() : []))
            {
                Dataset state = State(image);
                say(state);
                if (await CompareAsync(Write(state, "state.dcm"), Write(image, "image.dcm")) is { } difference)
                {
                    wrong.Add($"{name}, {how}: {difference}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [ToolFact("dcmp2pgm")]
    public async Task Each_frame_has_the_window_that_names_it()
    {
        Dataset image = Image(3, 12, isSigned: false);
        Dataset state = State(image);
        state.SetItems(Tags.SoftcopyVOILUTSequence, [.. Enumerable.Range(1, 3).Select(f => Window(800 * f, 700).SetItems(Tags.ReferencedImageSequence, Reference(image).Set(Tags.ReferencedFrameNumber, $"{f}")))]);
        for (int frame = 1; frame <= 3; frame++)
        {
            Assert.Null(await CompareAsync(Write(state, "state.dcm"), Write(image, "image.dcm"), frame));
        }
    }

    private static IEnumerable<(string Name, Dataset Image)> Images()
    {
        yield return ("12 bits", Image(1, 12, isSigned: false));
        yield return ("8 bits", Image(1, 8, isSigned: false));
        yield return ("16 signed bits", Image(1, 16, isSigned: true));
        yield return ("MONOCHROME1", Image(1, 12, isSigned: false).Set(Tags.PhotometricInterpretation, "MONOCHROME1"));
        yield return ("an image with a rescale and a window of its own",
            Image(1, 12, isSigned: true).Set(Tags.RescaleSlope, "2").Set(Tags.RescaleIntercept, "-100").Set(Tags.RescaleType, "HU").Set(Tags.WindowCenter, "40").Set(Tags.WindowWidth, "400"));
    }

    private static IEnumerable<(string How, Action<Dataset> Say)> States()
    {
        yield return ("nothing", _ => { });
        yield return ("a window", s => s.SetItems(Tags.SoftcopyVOILUTSequence, Window(100, 300)));
        yield return ("a narrow window", s => s.SetItems(Tags.SoftcopyVOILUTSequence, Window(100, 1)));
        yield return ("a rescale and a window", s => Rescale(s, "3", "-20").SetItems(Tags.SoftcopyVOILUTSequence, Window(300, 900)));
        // DCMTK rounds the values to integers: a narrower window would show it.
        yield return ("a broken rescale and a window", s => Rescale(s, "0.5", "-20").SetItems(Tags.SoftcopyVOILUTSequence, Window(30, 300)));
        yield return ("a falling rescale", s => Rescale(s, "-1", "1000").SetItems(Tags.SoftcopyVOILUTSequence, Window(800, 500)));
        yield return ("a rescale alone", s => Rescale(s, "1.5", "-300"));
        yield return ("inverse", s => s.Set(Tags.PresentationLUTShape, "INVERSE"));
        yield return ("an inverse window", s => s.Set(Tags.PresentationLUTShape, "INVERSE").SetItems(Tags.SoftcopyVOILUTSequence, Window(100, 300)));
        yield return ("a modality table", s => s.SetItems(Tags.ModalityLUTSequence, Table(256, 0, 12, i => i * i / 16).Set(Tags.ModalityLUTType, "US")));
        yield return ("a modality table and a window", s => s.SetItems(Tags.ModalityLUTSequence, Table(200, 20, 10, i => 5 * i).Set(Tags.ModalityLUTType, "US")).SetItems(Tags.SoftcopyVOILUTSequence, Window(400, 300)));
        yield return ("a VOI table of 8 bits", s => s.SetItems(Tags.SoftcopyVOILUTSequence, new Dataset().SetItems(Tags.VOILUTSequence, Table(200, 10, 8, i => 250 - i))));
        yield return ("a VOI table of 12 bits", s => s.SetItems(Tags.SoftcopyVOILUTSequence, new Dataset().SetItems(Tags.VOILUTSequence, Table(1000, 5, 12, i => 4 * i))));
        yield return ("a VOI table of 16 bits", s => s.SetItems(Tags.SoftcopyVOILUTSequence, new Dataset().SetItems(Tags.VOILUTSequence, Table(100, 50, 16, i => 655 * i))));
        yield return ("a presentation table", s => Present(s, Table(256, 0, 8, i => 255 - (i / 2))));
        yield return ("a presentation table of 10 bits and a window", s => Present(s, Table(1024, 0, 10, i => i * i / 1024)).SetItems(Tags.SoftcopyVOILUTSequence, Window(100, 300)));

        static Dataset Rescale(Dataset state, string slope, string intercept) => state.Set(Tags.RescaleSlope, slope).Set(Tags.RescaleIntercept, intercept).Set(Tags.RescaleType, "US");

        static Dataset Present(Dataset state, Dataset table)
        {
            state.Remove(Tags.PresentationLUTShape);
            return state.SetItems(Tags.PresentationLUTSequence, table);
        }
    }

    private static IEnumerable<(string How, Action<Dataset> Say)> Turns()
    {
        for (int rotation = 0; rotation < 360; rotation += 90)
        {
            int quarters = rotation;
            yield return ($"turned by {quarters}", s => s.Set(Tags.ImageRotation, quarters).Set(Tags.ImageHorizontalFlip, "N"));
            yield return ($"turned by {quarters} and mirrored", s => s.Set(Tags.ImageRotation, quarters).Set(Tags.ImageHorizontalFlip, "Y"));
        }
    }

    private static Dataset Window(double center, double width) => new Dataset().Set(Tags.WindowCenter, $"{center}").Set(Tags.WindowWidth, $"{width}");

    private static Dataset Table(int count, int first, int bits, Func<int, int> entry) => new Dataset()
        .Set(Tags.LUTDescriptor, Vr.US, (byte[])[.. ((int[])[count, first, bits]).SelectMany(v => BitConverter.GetBytes((ushort)v))])
        .Set(Tags.LUTData, Vr.OW, (byte[])[.. Enumerable.Range(0, count).SelectMany(i => BitConverter.GetBytes((ushort)entry(i)))]);

    /// <summary>48 by 32 values that go up through all that the bits hold, every second one among those in the middle.</summary>
    private static Dataset Image(int frames, int bits, bool isSigned)
    {
        const int Columns = 48, Rows = 32;
        int least = isSigned ? -(1 << (bits - 1)) : 0;
        byte[] cells =
        [
            .. Enumerable.Range(0, frames).SelectMany(f => Enumerable.Range(0, Columns * Rows).SelectMany(i =>
                BitConverter.GetBytes((ushort)(least + (((i % 2 == 0 ? i : (i / 8) + (Columns * Rows / 2)) * (1L << bits)) / (Columns * Rows)))))),
        ];
        Dataset dataset = DatasetBuilder.Ct(Rows, Columns).Set(Tags.BitsStored, bits).Set(Tags.HighBit, bits - 1).Set(Tags.PixelRepresentation, isSigned ? 1 : 0).Set(Tags.PixelData, Vr.OW, cells);
        foreach (DicomTag tag in (ReadOnlySpan<DicomTag>)[Tags.WindowCenter, Tags.WindowWidth, Tags.RescaleSlope, Tags.RescaleIntercept, Tags.RescaleType, Tags.PixelPaddingValue])
        {
            dataset.Remove(tag);
        }

        return frames > 1 ? dataset.Set(Tags.NumberOfFrames, $"{frames}") : dataset;
    }

    private static Dataset Reference(Dataset image) =>
        new Dataset().Set(Tags.ReferencedSOPClassUID, image.GetString(Tags.SOPClassUID)!).Set(Tags.ReferencedSOPInstanceUID, image.GetString(Tags.SOPInstanceUID)!);

    /// <summary>A state with all that PS3.3 A.33.1 asks for, of an image's whole frame.</summary>
    private static Dataset State(Dataset image) => new Dataset()
        .Set(Tags.SOPClassUID, "1.2.840.10008.5.1.4.1.1.11.1").Set(Tags.SOPInstanceUID, DicomUid.New()).Set(Tags.StudyDate, "20200101").Set(Tags.StudyTime, "").Set(Tags.AccessionNumber, "")
        .Set(Tags.Modality, "PR").Set(Tags.Manufacturer, "").Set(Tags.ReferringPhysicianName, "").Set(Tags.PatientName, "A").Set(Tags.PatientID, "1").Set(Tags.PatientBirthDate, "").Set(Tags.PatientSex, "")
        .Set(Tags.StudyInstanceUID, image.GetString(Tags.StudyInstanceUID)!).Set(Tags.SeriesInstanceUID, DicomUid.New()).Set(Tags.StudyID, "").Set(Tags.SeriesNumber, "2").Set(Tags.InstanceNumber, "1")
        .Set(Tags.ContentLabel, "A").Set(Tags.ContentDescription, "").Set(Tags.PresentationCreationDate, "20200101").Set(Tags.PresentationCreationTime, "120000").Set(Tags.ContentCreatorName, "")
        .SetItems(Tags.ReferencedSeriesSequence, new Dataset().Set(Tags.SeriesInstanceUID, image.GetString(Tags.SeriesInstanceUID)!).SetItems(Tags.ReferencedImageSequence, Reference(image)))
        .SetItems(Tags.DisplayedAreaSelectionSequence, new Dataset()
            .Set(Tags.DisplayedAreaTopLeftHandCorner, Vr.SL, Longs(1, 1)).Set(Tags.DisplayedAreaBottomRightHandCorner, Vr.SL, Longs((int)image.GetInteger(Tags.Columns)!, (int)image.GetInteger(Tags.Rows)!))
            .Set(Tags.PresentationSizeMode, "SCALE TO FIT").Set(Tags.PresentationPixelAspectRatio, "1", "1"))
        .Set(Tags.PresentationLUTShape, "IDENTITY");

    private static byte[] Longs(params int[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    private static string Find(string name) => Corpus.Files.Single(f => f.Path.EndsWith("/" + name, StringComparison.Ordinal)).FullPath;

    private string Write(Dataset dataset, string name)
    {
        ArrayBufferWriter<byte> bytes = new();
        DicomFile.Create(dataset, TransferSyntax.ExplicitVrLittleEndian).Write(bytes);
        string path = Path.Combine(folder, name);
        File.WriteAllBytes(path, bytes.WrittenSpan);
        return path;
    }

    /// <summary>What differs by more than a level; null when nothing does.</summary>
    private async Task<string?> CompareAsync(string state, string image, int frame = 1)
    {
        string output = Path.Combine(folder, "theirs.pgm");
        File.Delete(output);
        CommandOutcome theirs = await Tool.RunAsync("dcmp2pgm", "-f", $"{frame}", "-p", state, image, output);
        if (theirs.ExitCode != 0 || !File.Exists(output))
        {
            return $"dcmp2pgm fails: {theirs.Error}";
        }

        byte[] pgm = await File.ReadAllBytesAsync(output);
        DicomFile read = DicomFile.Read(await File.ReadAllBytesAsync(image));
        Assert.Null(PixelFrames.Open(read.Dataset, read.TransferSyntax, out PixelFrames frames));
        Dataset presentation = DicomFile.Read(await File.ReadAllBytesAsync(state)).Dataset;
        presentation.Remove(Tags.DisplayedAreaSelectionSequence);
        presentation.Remove(Tags.ShutterShape);
        if (PresentationState.Apply(presentation, read.Dataset, frames.Description, frame, RenderOptions.Default, out Dataset presented, out RenderOptions how) is { } refused)
        {
            return refused.ToString();
        }

        presented.Remove(Tags.PixelPaddingValue);
        Assert.Null(FrameRenderer.Render(presented, frames, frame, how with { ShowsOverlays = false, Graphics = [], Texts = [] }, out Picture ours));
        int start = pgm.Length - ours.Samples.Length;
        int[] apart = [.. ours.Samples.Select((v, i) => Math.Abs(v - pgm[start + i]))];
        int worst = Array.IndexOf(apart, apart.Max());
        return apart[worst] <= 1 ? null : $"{apart.Count(a => a > 1)} of {apart.Length}, at {worst} {ours.Samples[worst]}, theirs {pgm[start + worst]}";
    }
}
