using System.Globalization;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;

namespace Gantry.Server.DicomWeb.Retrieve;

/// <summary>The path of a bulk data resource below an instance: a tag, or sequences with the number of the item (from 1) and then a tag, as metadata names it.</summary>
internal static class BulkDataPath
{
    private const int MaxSegments = 33;

    /// <summary>The tags and item numbers; null when the path is not one.</summary>
    public static IReadOnlyList<(DicomTag Tag, int Item)>? Parse(string path)
    {
        string[] segments = path.Split('/');
        if (segments.Length % 2 == 0 || segments.Length > MaxSegments)
        {
            return null;
        }

        List<(DicomTag, int)> steps = [];
        for (int i = 0; i < segments.Length; i += 2)
        {
            int item = 0;
            bool isLast = i == segments.Length - 1;
            if (segments[i].Length != 8 || !DicomTag.TryParse(segments[i], out DicomTag tag)
                || (!isLast && !(int.TryParse(segments[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out item) && item > 0)))
            {
                return null;
            }

            steps.Add((tag, item));
        }

        return steps;
    }

    /// <summary>The element at the end of the path; null when there is none.</summary>
    public static Element? Find(Dataset dataset, IReadOnlyList<(DicomTag Tag, int Item)> steps)
    {
        Dataset current = dataset;
        for (int i = 0; i < steps.Count - 1; i++)
        {
            IReadOnlyList<Dataset> items = current.GetItems(steps[i].Tag);
            if (steps[i].Item > items.Count)
            {
                return null;
            }

            current = items[steps[i].Item - 1];
        }

        return current.TryGet(steps[^1].Tag, out Element? element) ? element : null;
    }
}
