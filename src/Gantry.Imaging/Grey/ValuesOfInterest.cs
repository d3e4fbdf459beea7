using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Imaging.Frames;

namespace Gantry.Imaging.Grey;

/// <summary>The windows and VOI tables that an instance offers for a frame (PS3.3 C.11.2, C.7.6.16.2.10).</summary>
public sealed record ValuesOfInterest(IReadOnlyList<Window> Windows, IReadOnlyList<LookUpTable> Tables)
{
    /// <param name="dataset">The instance's.</param>
    /// <param name="frame">Counted from 1.</param>
    /// <param name="isSigned">Input of the tables may be below zero.</param>
    public static ValuesOfInterest Read(Dataset dataset, int frame, bool isSigned)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        List<Window> windows = [];
        if (new FrameAttributes(dataset, frame).Find(Tags.FrameVOILUTSequence, Tags.WindowCenter) is { } item)
        {
            IReadOnlyList<double> centers = item.GetNumbers(Tags.WindowCenter);
            IReadOnlyList<double> widths = item.GetNumbers(Tags.WindowWidth);
            WindowFunction function = item.GetString(Tags.VOILUTFunction)?.Trim() switch
            {
                "SIGMOID" => WindowFunction.Sigmoid,
                "LINEAR_EXACT" => WindowFunction.LinearExact,
                _ => WindowFunction.Linear,
            };
            for (int i = 0; i < Math.Min(centers.Count, widths.Count); i++)
            {
                if (double.IsFinite(centers[i]) && widths[i] > 0)
                {
                    windows.Add(new Window(centers[i], widths[i], function));
                }
            }
        }

        return new ValuesOfInterest(windows, [.. dataset.GetItems(Tags.VOILUTSequence).Select(i => LookUpTable.Read(i, isSigned)).OfType<LookUpTable>()]);
    }
}
