import { createBrowserRouter } from "react-router";
import { PAGE_ROOT } from "../api/place";
import { Shell } from "./Shell";
import { Nowhere, PageFailed } from "./Nowhere";

/** Every page is loaded when it is first gone to. */
export const router = createBrowserRouter([
  {
    Component: Shell,
    ErrorBoundary: PageFailed,
    HydrateFallback: () => null,
    children: [
      { index: true, lazy: async () => ({ Component: (await import("../pages/matrix/MatrixPage")).MatrixPage }) },
      { path: "hot", lazy: async () => ({ Component: (await import("../pages/hot/HotPage")).HotPage }) },
      { path: "videos", lazy: async () => ({ Component: (await import("../pages/videos/VideosPage")).VideosPage }) },
      { path: "products/:id", lazy: async () => ({ Component: (await import("../pages/product/ProductPage")).ProductPage }) },
      { path: "creators", lazy: async () => ({ Component: (await import("../pages/creators/CreatorsPage")).CreatorsPage }) },
      { path: "creators/:id", lazy: async () => ({ Component: (await import("../pages/creators/CreatorPage")).CreatorPage }) },
      { path: "benchmark", lazy: async () => ({ Component: (await import("../pages/benchmark/BenchmarkPage")).BenchmarkPage }) },
      { path: "data", lazy: async () => ({ Component: (await import("../pages/data/DataPage")).DataPage }) },
      { path: "*", Component: Nowhere },
    ],
  },
], { basename: PAGE_ROOT || "/" });
