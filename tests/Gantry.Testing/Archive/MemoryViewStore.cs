using Gantry.Archive.Views;

namespace Gantry.Testing.Archive;

/// <summary>Views in memory, for tests of what is around the registry.</summary>
public sealed class MemoryViewStore : IViewStore
{
    private readonly Dictionary<string, ArchiveView> views = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<ArchiveView> List() => [.. views.Values];

    public ArchiveView? Find(string name) => views.GetValueOrDefault(name);

    public ArchiveView Put(ArchiveView view) => views[view.Name] = view;

    public bool Remove(string name) => views.Remove(name);
}
