using Gantry.Archive.Index;
using Gantry.Archive.Query;
using Gantry.Dicom;
using Gantry.Dicom.Dictionary;

namespace Gantry.Archive.Views;

/// <summary>What an asker may see: the series in any one of some views. Without any view it is nothing.</summary>
public sealed class ViewScope
{
    private readonly BoundView[] views;

    /// <param name="views">Without faults.</param>
    /// <param name="today">From which their days are counted.</param>
    public ViewScope(IEnumerable<ArchiveView> views, DateOnly today) => this.views = [.. views.Select(v => new BoundView(v, today))];

    /// <summary>Series of one study are in it or not all together: no view asks for what differs between them.</summary>
    public bool IsByStudy => Array.TrueForAll(views, v => v.Sources.Count == 0 && Array.TrueForAll(v.Conditions, c => QueryAttributes.Find(c.Tag)!.Level <= QueryLevel.Study));

    /// <summary>The first Study Date in it; null for no bound.</summary>
    public DateOnly? FirstDay => views.Length > 0 && Array.TrueForAll(views, v => v.Days?.From is not null) ? views.Min(v => v.Days!.From) : null;

    /// <summary>The last Study Date in it; null for no bound.</summary>
    public DateOnly? LastDay => views.Length > 0 && Array.TrueForAll(views, v => v.Days?.To is not null) ? views.Max(v => v.Days!.To) : null;

    /// <summary>An attribute of patients, studies or series that a view may ask for; counts would depend on the view itself.</summary>
    public static bool CanAsk(DicomTag tag) =>
        tag == Tags.ModalitiesInStudy || tag == Tags.SOPClassesInStudy || (QueryAttributes.Find(tag) is { Level: <= QueryLevel.Series } && IndexedAttributes.Find(tag) is not null);

    /// <summary>Is a series in it?</summary>
    /// <param name="value">Gives attributes of the series, its study and its patient, several values joined by '\'; of the whole study, not of what is in the scope.</param>
    /// <param name="source">Gives the calling AE title that its first instance came from, null for none; asked for only where a view has sources.</param>
    public bool Includes(Func<DicomTag, string?> value, Func<string?> source)
    {
        foreach (BoundView view in views)
        {
            if (Array.TrueForAll(view.Conditions, c => c.Holds(Values(c.Tag, value(c.Tag)))) && (view.Sources.Count == 0 || (source() is { } title && view.Sources.Contains(title))))
            {
                return true;
            }
        }

        return false;
    }

    private static string[] Values(DicomTag tag, string? text) =>
        string.IsNullOrEmpty(text) ? [] : QueryAttributes.Find(tag)!.Vr is Vr.LT or Vr.ST or Vr.UT ? [text] : text.Split('\\');

    private sealed class BoundView(ArchiveView view, DateOnly today)
    {
        public BoundCondition[] Conditions { get; } = [.. view.Conditions.Select(c => c.Bind(today))];

        public IReadOnlyCollection<string> Sources { get; } = view.Sources;

        public DayRange? Days => Array.Find(Conditions, c => c.Tag == Tags.StudyDate && c.OnlyRange is not null)?.OnlyRange;
    }
}
