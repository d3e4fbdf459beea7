export function App() {
  return <main className="page">Gantry</main>;
}
