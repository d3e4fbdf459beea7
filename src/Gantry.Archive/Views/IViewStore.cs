namespace Gantry.Archive.Views;

/// <summary>Keeps views durably; other processes may change them at any moment, so every read tells what is so now.</summary>
public interface IViewStore
{
    IReadOnlyList<ArchiveView> List();

    /// <summary>By its name, without regard to case.</summary>
    ArchiveView? Find(string name);

    /// <summary>Adds it, or replaces the one of its name; the time of its making stays. The view as it is kept.</summary>
    ArchiveView Put(ArchiveView view);

    /// <summary>False when there is none of this name.</summary>
    bool Remove(string name);
}
